package io.evently.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.cluster.OtherNodes;
import io.evently.database.StartupRefused;
import io.evently.event.Micros;
import io.evently.event.actor.TestNode;
import io.evently.time.NodeClock;
import io.evently.time.PushedClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A node's clock beside four real databases. */
class DatabaseWatchesTest {

    private static List<String> urls;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final PushedClock wall = new PushedClock();
    private final NodeClock clock = new NodeClock(wall, System::nanoTime, metrics);

    @BeforeAll
    static void databases() {
        urls = TestNode.databases("watches");
    }

    @Test
    void aNodeWhoseClockIsWrongDoesNotStart() {
        wall.push(Duration.ofMinutes(-3));
        assertThatThrownBy(this::start)
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("The clock of this machine is 1")
                .hasMessageContaining(" s behind the databases' clock");
    }

    @Test
    void aClockThatIsTurnedHoldsNoWrongTime() {
        try (DatabaseWatches watches = start()) {
            turn(90, false);
            turn(-180, false);
            turn(90, true);
            assertThat(watches.away()).isEmpty();
            assertThat(watches.othersReachMore()).isFalse();
        }
    }

    private void turn(int seconds, boolean right) {
        wall.push(Duration.ofSeconds(seconds));
        long wrong = clock.read().wall() - Micros.of(Instant.now());
        assertThat(Math.abs(wrong)).as("at once").isLessThan(NodeClock.TOLERANCE);
        Eventually.await(() -> clock.isRight() == right);
    }

    private DatabaseWatches start() {
        return DatabaseWatches.start(
                urls, clock, shard -> {}, OtherNodes.NONE, Duration.ofSeconds(15), why -> {}, metrics);
    }
}
