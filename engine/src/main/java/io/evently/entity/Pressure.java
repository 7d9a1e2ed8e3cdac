package io.evently.entity;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Whether bookings need the processors: some wait for an answer, and hardly any processor time is idle. What can wait
 * (tables, for one) gives way then. Processor load is that of the machine, or of the container if there is one; where it
 * cannot be told, nothing ever presses. Thread-safe.
 */
public final class Pressure implements BooleanSupplier {

    /** Below this, others can have what is idle. */
    private static final double BUSY = 0.9;

    /** The system counts processor time in hundredths of a second: a shorter look would see noise. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(200);

    private final IntSupplier waiting;
    private final DoubleSupplier load;
    private final LongSupplier nanos;
    private long lastLook;
    private double lastLoad;

    /** @param waiting requests that wait for an event on this node */
    public Pressure(IntSupplier waiting) {
        this(waiting, ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)::getCpuLoad, System::nanoTime);
    }

    /**
     * With a clock and a load of the caller's.
     *
     * @param load 0 to 1 since it was last asked; negative or no number: unknown
     */
    Pressure(IntSupplier waiting, DoubleSupplier load, LongSupplier nanos) {
        this.waiting = waiting;
        this.load = load;
        this.nanos = nanos;
        this.lastLook = nanos.getAsLong();
        this.lastLoad = load.getAsDouble();
    }

    @Override
    public boolean getAsBoolean() {
        return waiting.getAsInt() > 0 && recentLoad() > BUSY;
    }

    private synchronized double recentLoad() {
        long now = nanos.getAsLong();
        if (now - lastLook >= LOOK) {
            lastLook = now;
            lastLoad = load.getAsDouble();
        }
        return lastLoad;
    }
}
