package io.evently.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.concurrent.duration.FiniteDuration;

/** What is kept of entities that cannot be read, and for how long. */
class UnreadableEntitiesTest {

    private static final String EVENT = "Event|1";

    private static UnreadableJournal gap() {
        return new UnreadableJournal(7, "record 7 is missing");
    }

    private long nanos = -5;
    private final UnreadableEntities unreadable = new UnreadableEntities(
            new RecoverySettings(
                    Duration.ofSeconds(5), Duration.ofSeconds(45), Duration.ofMinutes(1), Duration.ofMinutes(10)),
            3,
            () -> nanos,
            () -> 1_000_000);

    @Test
    void oneIsThereFromItsFirstFailureUntilItIsRead() {
        fails(EVENT);

        assertThat(unreadable.first(10))
                .containsExactly(new UnreadableEntities.Row(EVENT, 7, "record 7 is missing", 1_000_000, 1));
        assertThat(unreadable.refuses(EVENT)).isFalse();

        fails(EVENT);
        assertThat(unreadable.first(10))
                .extracting(UnreadableEntities.Row::tries)
                .containsExactly(2);
        assertThat(unreadable.refuses(EVENT)).isTrue();
        assertThat(unreadable.refuses("Event|2")).isFalse();

        unreadable.readable(EVENT);
        assertThat(unreadable.count()).isZero();
        assertThat(unreadable.refuses(EVENT)).isFalse();
        assertThat(unreadable.mustWait(EVENT)).isFalse();
    }

    @Test
    void pausesGrowFromTheSecondFailureOnAndStayWithinAMinute() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            fails(EVENT);
            long pause = 0;
            while (unreadable.mustWait(EVENT)) {
                pass(1);
                pause++;
            }
            pauses.add(pause);
        }
        assertThat(pauses).startsWith(0L, 5L, 10L, 20L, 40L, 45L, 45L).endsWith(45L);
    }

    @Test
    void aTryThatWasTooSoonIsNone() {
        fails(EVENT);
        fails(EVENT);

        assertThat(unreadable.failed(EVENT, "journal", new RetryTooSoon(EVENT))).isTrue();

        assertThat(unreadable.first(10))
                .extracting(UnreadableEntities.Row::tries)
                .containsExactly(2);
    }

    @Test
    void whomNobodyTriesToReadAnyMoreIsForgotten() {
        fails(EVENT);
        fails(EVENT);
        pass(599);
        fails("Event|2");
        assertThat(unreadable.count()).isEqualTo(2);

        pass(1);

        assertThat(unreadable.first(10))
                .extracting(UnreadableEntities.Row::persistenceId)
                .containsExactly("Event|2");
        assertThat(unreadable.refuses(EVENT)).isFalse();
    }

    @Test
    void thereIsABoundAndThoseThatWereFirstAreShown() {
        for (int i = 0; i < 10; i++) {
            fails("Event|" + i);
        }

        assertThat(unreadable.count()).isEqualTo(3);
        assertThat(unreadable.first(2))
                .extracting(UnreadableEntities.Row::persistenceId)
                .containsExactly("Event|0", "Event|1");
    }

    static List<Throwable> passing() {
        return List.of(
                new SQLTransientConnectionException("no connection within 5 s"),
                new SQLException("the server is stopping", "57P01"),
                new SQLException("no such table", "42P01"),
                new SQLException("no answer", "08006"),
                new TimeoutException("the breaker's"),
                new RejectedExecutionException("the pool is closed"),
                new CircuitBreakerOpenException(FiniteDuration.create(2, TimeUnit.SECONDS), "open"),
                new IllegalStateException(new SQLException("wrapped", "08001")));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void aDatabaseThatIsAwayMakesNobodyUnreadable(Throwable failure) {
        assertThat(unreadable.failed(EVENT, "journal", failure)).isFalse();
        assertThat(unreadable.failed(EVENT, "journal", failure)).isFalse();

        assertThat(unreadable.count()).isZero();
        assertThat(unreadable.refuses(EVENT)).isFalse();
    }

    static List<Throwable> staying() {
        return List.of(
                gap(),
                new RuntimeException(gap()),
                new SQLException("invalid page in block 5", "XX001"),
                new SQLException("could not read file", "58030"),
                new IllegalArgumentException("booking 1 is unknown"),
                new ArithmeticException());
    }

    @ParameterizedTest
    @MethodSource("staying")
    void whatLiesInTheRowsStays(Throwable failure) {
        assertThat(unreadable.failed(EVENT, "journal", failure)).isTrue();

        assertThat(unreadable.first(1)).singleElement().satisfies(row -> assertThat(row.reason())
                .isNotBlank());
    }

    private void fails(String persistenceId) {
        assertThat(unreadable.failed(persistenceId, "journal", gap())).isTrue();
    }

    private void pass(long seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }
}
