package io.evently.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ring 1: which time a node goes by. Seconds; the true time is that of the monotonic clock, from {@link #START} on. */
class NodeClockTest {

    private static final long START = 1_800_000_000;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private long elapsed;
    private long ahead;
    private final NodeClock clock = new NodeClock(new Wall(), () -> TimeUnit.SECONDS.toNanos(elapsed), metrics);

    @Test
    void aClockThatAgreesWithTheDatabasesIsBelieved() {
        ahead = 4;
        databasesSay(0, 0, 0, 0);

        assertThat(now()).isEqualTo(START + 4);
        assertThat(clock.isRight()).isTrue();
    }

    @Test
    void aClockThatIsWrongGivesTheTimeOfTheDatabases() {
        ahead = 3600;
        databasesSay(0, 0, 0, 0);
        elapsed += 2;

        assertThat(now()).isEqualTo(START + 2);
        assertThat(clock.isRight()).isFalse();
        assertThat(clock.offset()).isEqualTo(TimeUnit.HOURS.toMicros(1));

        ahead = -3600;
        databasesSay(0, 0, 0, 0);
        assertThat(now()).isEqualTo(START + 2);

        ahead = 0;
        databasesSay(0, 0, 0, 0);
        assertThat(now()).isEqualTo(START + 2);
        assertThat(clock.isRight()).isTrue();
    }

    /** Not even until the next look at a database, and not while all of them are away. */
    @Test
    void aJumpIsNotBelievedForAMoment() {
        databasesSay(0, 0, 0, 0);
        elapsed += 30;
        ahead = 86_400;

        assertThat(now()).isEqualTo(START + 30);
        elapsed += 300;
        assertThat(now()).isEqualTo(START + 330);
    }

    /** As after a machine was paused: its monotonic clock stood still, too. */
    @Test
    void aJumpIsBelievedWhenADatabaseConfirmsIt() {
        databasesSay(0, 0, 0, 0);
        ahead = 86_400;
        tell(2, 86_400);
        tell(3, 86_400);

        assertThat(now()).as("two against two: the first").isEqualTo(START);
        tell(0, 86_400);
        assertThat(now()).isEqualTo(START + 86_400);
        assertThat(clock.isRight()).isTrue();
    }

    @Test
    void oneDatabaseWithAWrongClockIsOutvoted() {
        databasesSay(-500, 1, 0, 2);
        assertThat(clock.isRight()).isTrue();
        ahead = -500;
        assertThat(now()).isEqualTo(START + 1);
        databasesSay(-500, 1, 0, 2);
        assertThat(clock.isRight()).isFalse();
    }

    @Test
    void databasesThatDoNotAnswerAnyMoreHaveNoSay() {
        tell(0, 900);
        tell(1, 900);
        elapsed += 11;
        tell(3, 0);

        assertThat(now()).isEqualTo(START + 11);
        assertThat(offset(0)).isNaN();
        assertThat(offset(3)).isZero();
    }

    @Test
    void halfOfTheRoundTripIsTakenOffAndALongOneIsNoMeasurement() {
        ahead = 60;
        clock.compare(0, seconds(START + 1), seconds(0), seconds(2));
        elapsed = 2;
        assertThat(now()).isEqualTo(START + 2);

        clock.compare(0, seconds(START + 500), seconds(0), seconds(3));
        assertThat(now()).isEqualTo(START + 2);
    }

    @Test
    void jumpsOfMoreThanAMinuteAreCountedOnce() {
        databasesSay(0, 0, 0, 0);
        ahead = 59;
        databasesSay(0, 0, 0, 0);
        ahead = 0;
        databasesSay(0, 0, 0, 0);
        assertThat(jumps()).isZero();
        ahead = 61;
        now();
        databasesSay(0, 0, 0, 0);
        databasesSay(0, 0, 0, 0);
        assertThat(jumps()).isEqualTo(1);
    }

    /** In tests, and in a warm-up. */
    @Test
    void aClockWithoutDatabasesBelievesItselfAndCountsJumps() {
        ahead = 86_400;
        assertThat(now()).isEqualTo(START + 86_400);
        assertThat(now()).isEqualTo(START + 86_400);
        ahead = 0;
        assertThat(now()).isEqualTo(START);
        assertThat(jumps()).isEqualTo(2);
    }

    private long now() {
        return TimeUnit.MICROSECONDS.toSeconds(clock.read().wall());
    }

    private double jumps() {
        return metrics.get("evently.clock.jumps").counter().count();
    }

    private double offset(int shard) {
        return metrics.get("evently.clock.offset.seconds")
                .tag("shard", Integer.toString(shard))
                .gauge()
                .value();
    }

    private void databasesSay(long... aheadOfTheTruth) {
        for (int shard = 0; shard < aheadOfTheTruth.length; shard++) {
            tell(shard, aheadOfTheTruth[shard]);
        }
    }

    private void tell(int shard, long aheadOfTheTruth) {
        clock.compare(shard, seconds(START + elapsed + aheadOfTheTruth), seconds(elapsed), seconds(elapsed));
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toMicros(seconds);
    }

    private final class Wall extends Clock {

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(START + elapsed + ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
