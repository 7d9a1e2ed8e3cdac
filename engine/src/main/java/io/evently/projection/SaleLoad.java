package io.evently.projection;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Whether bookings are in a rush, so that what can wait (tables, for one) gives way: requests have queued up for events for
 * a while, and hardly any processor time is idle. Processor load is that of the machine, or of the container if there is
 * one; where it cannot be told, there is never a rush. Thread-safe.
 */
public final class SaleLoad implements BooleanSupplier {

    /** Below this, others can have what is idle. */
    private static final double FULL = 0.9;

    /** At half its peak a node of two processors has some 25 requests waiting at any moment. */
    private static final int MANY = 48;

    /** The system counts processor time in hundredths of a second: a shorter look would see noise. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(200);

    /** A collection of garbage makes many wait, too, but not for so long. */
    private static final long LONG = TimeUnit.MILLISECONDS.toNanos(300);

    private final IntSupplier waiting;
    private final DoubleSupplier load;
    private final LongSupplier nanos;
    private long lastLook;
    private double lastLoad;
    private boolean many;
    private long manySince;

    /** @param waiting requests that wait for an event on this node */
    public SaleLoad(IntSupplier waiting) {
        this(waiting, ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)::getCpuLoad, System::nanoTime);
    }

    /**
     * With a clock and a load of the caller's.
     *
     * @param load 0 to 1 since it was last asked; negative or no number: unknown
     */
    SaleLoad(IntSupplier waiting, DoubleSupplier load, LongSupplier nanos) {
        this.waiting = waiting;
        this.load = load;
        this.nanos = nanos;
        this.lastLook = nanos.getAsLong();
        this.lastLoad = load.getAsDouble();
    }

    @Override
    public synchronized boolean getAsBoolean() {
        if (waiting.getAsInt() < MANY) {
            many = false;
            return false;
        }
        long now = nanos.getAsLong();
        // Looking reads the system's counters, which showed in the profile of a node at rest: it need not look.
        if (now - lastLook >= LOOK) {
            lastLook = now;
            lastLoad = load.getAsDouble();
        }
        if (!many) {
            many = true;
            manySince = now;
        }
        return now - manySince >= LONG && lastLoad > FULL;
    }
}
