package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SaleLoadTest {

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private double load;
    private final SaleLoad rush = new SaleLoad(waiting::get, () -> load, nanos::get);

    @Test
    void itIsARushWhenManyHaveWaitedForAWhileAndTheProcessorsAreBusy() {
        assertThat(rushAfter(1_000, 48, 1.0)).isFalse();
        assertThat(rushAfter(299, 256, 1.0)).isFalse();
        assertThat(rushAfter(1, 256, 1.0)).isTrue();
        assertThat(rushAfter(1_000, 256, 0.5)).isFalse();
        assertThat(rushAfter(1_000, 256, 0.95)).isTrue();
    }

    @Test
    void aQueueThatWentAwayMeanwhileIsNoRush() {
        assertThat(rushAfter(1_000, 48, 1.0)).isFalse();
        assertThat(rushAfter(300, 47, 1.0)).isFalse();
        assertThat(rushAfter(1, 48, 1.0)).isFalse();
        assertThat(rushAfter(300, 48, 1.0)).isTrue();
    }

    @Test
    void whatCannotBeToldIsNoRush() {
        rushAfter(1_000, 300, Double.NaN);
        assertThat(rushAfter(1_000, 300, Double.NaN)).isFalse();
        assertThat(rushAfter(1_000, 300, -1)).isFalse();
    }

    @Test
    void theLoadIsThatOfAStretchAndNotOfAMoment() {
        rushAfter(1_000, 300, 0.5);
        rushAfter(600, 300, 0.5);
        assertThat(rushAfter(199, 300, 1.0)).isFalse();
        assertThat(rushAfter(1, 300, 1.0)).isTrue();
    }

    @Test
    void aNodeAtRestDoesNotAskForTheLoad() {
        AtomicInteger asked = new AtomicInteger();
        var resting = new SaleLoad(waiting::get, asked::incrementAndGet, nanos::get);
        int once = asked.get();

        for (int i = 0; i < 10; i++) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThat(resting.getAsBoolean()).isFalse();
        }

        assertThat(asked).hasValue(once);
    }

    private boolean rushAfter(long millis, int requests, double busy) {
        waiting.set(requests);
        load = busy;
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        return rush.getAsBoolean();
    }
}
