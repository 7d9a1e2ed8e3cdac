package io.evently.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.entity.Pressure.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PressureTest {

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private double load;
    private final Pressure pressure = new Pressure(waiting::get, () -> load, nanos::get);

    @Test
    void bookingsPressWhenSomeWaitAndTheProcessorsAreBusy() {
        assertThat(after(1_000, 0, 1.0)).isEqualTo(Level.NONE);
        assertThat(after(1_000, 1, 0.5)).isEqualTo(Level.NONE);
        assertThat(after(1_000, 1, 0.95)).isEqualTo(Level.BUSY);
    }

    @Test
    void itIsARushWhenManyHaveWaitedForASecond() {
        assertThat(after(1_000, 128, 1.0)).isEqualTo(Level.BUSY);
        assertThat(after(999, 256, 1.0)).isEqualTo(Level.BUSY);
        assertThat(after(1, 256, 1.0)).isEqualTo(Level.RUSH);
        assertThat(after(1, 127, 1.0)).isEqualTo(Level.BUSY);
        assertThat(after(1, 128, 1.0)).isEqualTo(Level.BUSY);
    }

    @Test
    void whatCannotBeToldDoesNotPress() {
        assertThat(after(1_000, 300, Double.NaN)).isEqualTo(Level.NONE);
        assertThat(after(1_000, 300, -1)).isEqualTo(Level.NONE);
    }

    @Test
    void theLoadIsThatOfAStretchAndNotOfAMoment() {
        assertThat(after(199, 1, 1.0)).isEqualTo(Level.NONE);
        assertThat(after(1, 1, 1.0)).isEqualTo(Level.BUSY);
    }

    private Level after(long millis, int requests, double busy) {
        waiting.set(requests);
        load = busy;
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        return pressure.get();
    }
}
