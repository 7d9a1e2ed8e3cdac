package io.evently.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PacedTest {

    private static final long MILLI = 1_000_000;
    private static final Step SEND = new Step.Send(new byte[0]);

    private final Histogram latencies = new Histogram(60_000_000, 3);
    private final Schedule schedule = new Schedule(100);
    private final List<Outcome> heard = new ArrayList<>();
    private final List<String> times = new ArrayList<>();
    private long now;

    @Test
    void aScheduleGivesEachSlotOnceAndEvenly() {
        var slots = new Schedule(1_000);
        assertThat(List.of(slots.next(7), slots.next(8), slots.next(9 * MILLI)))
                .containsExactly(7L, 7 + MILLI, 7 + 2 * MILLI);
    }

    @Test
    void aScheduleDoesNotDriftWhenItsIntervalIsNoWholeNumber() {
        var slots = new Schedule(3);
        slots.next(0);
        slots.next(0);
        slots.next(0);
        assertThat(slots.next(0)).isEqualTo(1_000_000_000L);
    }

    @Test
    void aRateMustBePositive() {
        assertThatThrownBy(() -> new Schedule(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Schedule(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoIsEarlyWaitsForTheirSlot() {
        Paced first = caller();
        Paced second = caller();
        assertThat(first.next()).isEqualTo(SEND);
        assertThat(second.next()).isEqualTo(new Step.Pause(Duration.ofMillis(10)));
        now = 10 * MILLI;
        assertThat(second.next()).isEqualTo(SEND);
    }

    @Test
    void latencyCountsFromTheScheduledTimeAndNotFromTheSending() {
        Paced caller = caller();
        caller.next();
        now = 30 * MILLI;
        caller.heard(answer(null));
        assertThat(caller.next()).as("the slot at 10 ms was missed").isEqualTo(SEND);
        now = 31 * MILLI;
        caller.heard(answer(null));
        assertThat(latencies.getMaxValue()).isBetween(30_000L, 30_100L);
        assertThat(latencies.getMinValue()).isBetween(20_900L, 21_100L);
    }

    @Test
    void whoIsToldToComeBackLaterHasWaitedAllTheTime() {
        Paced caller = caller();
        caller.next();
        now = 5 * MILLI;
        caller.heard(answer(Duration.ofMillis(1)));
        caller.heard(new Outcome.Lost("reset"));
        assertThat(latencies.getTotalCount()).isZero();
        assertThat(caller.next()).as("the same slot").isEqualTo(SEND);
        now = 8 * MILLI;
        caller.heard(answer(null));
        assertThat(latencies.getMinValue()).isBetween(7_990L, 8_010L);
        assertThat(heard).hasSize(3);
    }

    @Test
    void whenARequestWasDueSentAndAnsweredIsTold() {
        Paced caller = caller();
        caller.next();
        now = 30 * MILLI;
        caller.heard(answer(null));
        now = 31 * MILLI;
        caller.next();
        now = 40 * MILLI;
        caller.heard(answer(null));
        assertThat(times).containsExactly("0 0 30", "10 31 40");
    }

    private Paced caller() {
        var caller = new Caller() {
            @Override
            public Step next() {
                return SEND;
            }

            @Override
            public void heard(Outcome outcome) {
                heard.add(outcome);
            }
        };
        return new Paced(
                caller,
                schedule,
                latencies,
                () -> now,
                (due, sent, heard) -> times.add(due / MILLI + " " + sent / MILLI + " " + heard / MILLI));
    }

    private static Outcome answer(Duration retryAfter) {
        return new Outcome.Answer(201, retryAfter, false, new byte[0], 1);
    }
}
