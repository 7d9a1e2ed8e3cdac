package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SalePaceTest {

    private static final int PROCESSORS = 4;

    private final AtomicLong commands = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private double load;
    private final SalePace pace = new SalePace(
            commands::get,
            () -> {
                asked.incrementAndGet();
                return load;
            },
            nanos::get,
            PROCESSORS);

    @Test
    void itIsASaleWhenCommandsComeAtAPaceAndTheProcessorsAreBusy() {
        assertThat(after(200, 80, 1.0)).as("the load of before").isFalse();
        assertThat(after(200, 80, 1.0)).isTrue();
        assertThat(after(200, 79, 1.0)).as("too few").isFalse();
    }

    @Test
    void tenTimesThePaceIsASaleAtOnce() {
        assertThat(after(200, 799, 0.1)).isFalse();
        assertThat(after(200, 800, 0.1)).isTrue();
        assertThat(after(200, 700, 0.1)).isFalse();
    }

    @Test
    void processorsWithTimeToSpareAreForMessages() {
        after(200, 700, 0.5);
        assertThat(after(200, 700, 0.9)).isFalse();
        assertThat(after(200, 700, 0.91)).isTrue();
    }

    @Test
    void whatTheRestOfOthersLeavesIdleDoesNotEndIt() {
        after(200, 700, 1.0);
        after(200, 700, 1.0);
        assertThat(after(200, 700, 0.61)).isTrue();
        assertThat(after(200, 700, 0.6)).isFalse();
        assertThat(after(200, 700, 0.7)).isFalse();
    }

    @Test
    void itIsLookedAtFiveTimesASecondWhoeverAsks() {
        after(200, 700, 1.0);
        assertThat(after(199, 700, 1.0)).isFalse();
        assertThat(asked).hasValue(1);
        assertThat(after(1, 0, 1.0)).isTrue();
        assertThat(after(199, 0, 0.0)).isTrue();
    }

    @Test
    void whatCannotBeToldIsNoSale() {
        after(200, 700, Double.NaN);
        assertThat(after(200, 700, Double.NaN)).isFalse();
        assertThat(after(200, 700, -1)).isFalse();
    }

    @Test
    void aNodeAtRestDoesNotAskForTheLoad() {
        for (int i = 0; i < 10; i++) {
            assertThat(after(1_000, 10, 1.0)).isFalse();
        }

        assertThat(asked).hasValue(0);
    }

    private boolean after(long millis, int more, double busy) {
        commands.addAndGet(more);
        load = busy;
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        return pace.getAsBoolean();
    }
}
