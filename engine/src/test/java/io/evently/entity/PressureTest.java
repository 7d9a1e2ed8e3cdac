package io.evently.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PressureTest {

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private double load;

    @Test
    void bookingsPressWhenSomeWaitAndTheProcessorsAreBusy() {
        assertThat(after(0, 1.0)).isFalse();
        assertThat(after(1, 0.5)).isFalse();
        assertThat(after(1, 0.95)).isTrue();
    }

    @Test
    void whatCannotBeToldDoesNotPress() {
        assertThat(after(1, Double.NaN)).isFalse();
        assertThat(after(1, -1)).isFalse();
    }

    @Test
    void theLoadIsThatOfAStretchAndNotOfAMoment() {
        Pressure pressure = new Pressure(() -> 1, () -> load, nanos::get);
        load = 1.0;
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(199));
        assertThat(pressure.getAsBoolean()).isFalse();
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(pressure.getAsBoolean()).isTrue();
    }

    private boolean after(int requests, double busy) {
        Pressure pressure = new Pressure(waiting::get, () -> load, nanos::get);
        waiting.set(requests);
        load = busy;
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        return pressure.getAsBoolean();
    }
}
