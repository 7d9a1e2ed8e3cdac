package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Micros;
import io.evently.time.NodeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The time of one event, by clocks that the test moves. */
class CommitClockTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private long nanos;
    private final CommitClock clock =
            new CommitClock(new NodeClock(Clock.fixed(NOW, ZoneOffset.UTC), () -> nanos, new SimpleMeterRegistry()));

    @Test
    void runsAtTheSpeedOfTimeWhileTheEventIsBusyAndTheWallClockIsAnHourBehind() {
        long start = Micros.of(NOW.plus(Duration.ofHours(1)));
        long last = start;
        for (int commit = 0; commit < 10_000; commit++) {
            last = clock.at(last);
            // The write takes 4 ms; nobody looks at the clock meanwhile.
            nanos += TimeUnit.MILLISECONDS.toNanos(4);
        }
        assertThat(clock.at(last) - start).isEqualTo(TimeUnit.SECONDS.toMicros(40));
    }

    @Test
    void beginsWithWhatTheJournalSaysWhereTheEventCameFrom() {
        long last = Micros.of(NOW.plus(Duration.ofHours(1)));
        nanos = 1_000_000;
        assertThat(clock.at(last)).isEqualTo(last);
        nanos = 3_000_000;
        assertThat(clock.at(last)).isEqualTo(last + 2_000);
    }
}
