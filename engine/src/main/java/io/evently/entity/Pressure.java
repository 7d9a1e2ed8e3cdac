package io.evently.entity;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How much bookings need the processors, so that what can wait (tables, for one) gives way. Processor load is that of the
 * machine, or of the container if there is one; where it cannot be told, nothing ever presses. Thread-safe.
 */
public final class Pressure implements Supplier<Pressure.Level> {

    /** What there is of it. */
    public enum Level {
        /** Some processor time is idle, or nobody waits. */
        NONE,
        /** Requests wait for an answer, and hardly any processor time is idle. */
        BUSY,
        /** And so many have waited, for a second or longer, that they queue up. */
        RUSH
    }

    /** Below this, others can have what is idle. */
    private static final double FULL = 0.9;

    /** At half a node's peak some 30 requests wait at any moment; with 256 clients who ask without a pause, all of them. */
    private static final int MANY = 128;

    /** The system counts processor time in hundredths of a second: a shorter look would see noise. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(200);

    /** A collection of garbage makes many wait, too, but not for so long. */
    private static final long LONG = TimeUnit.SECONDS.toNanos(1);

    private final IntSupplier waiting;
    private final DoubleSupplier load;
    private final LongSupplier nanos;
    private long lastLook;
    private double lastLoad;
    private boolean many;
    private long manySince;

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
    public synchronized Level get() {
        long now = nanos.getAsLong();
        int requests = waiting.getAsInt();
        if (now - lastLook >= LOOK) {
            lastLook = now;
            lastLoad = load.getAsDouble();
        }
        if (requests < MANY) {
            many = false;
        } else if (!many) {
            many = true;
            manySince = now;
        }
        if (requests == 0 || !(lastLoad > FULL)) {
            return Level.NONE;
        }
        return many && now - manySince >= LONG ? Level.RUSH : Level.BUSY;
    }
}
