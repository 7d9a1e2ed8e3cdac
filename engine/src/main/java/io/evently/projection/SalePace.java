package io.evently.projection;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Whether a sale needs the processors, so that what nobody waits for (a mail, a webhook) can come when it is over: commands
 * come to events at a pace, and hardly any processor time is idle. {@link SaleLoad} asks whether requests queue up; that is
 * too late here, for a message costs ten times what a booking does, and the queue is then before the event, in sockets.
 * Where the load cannot be told, there is never a sale. Thread-safe.
 */
public final class SalePace implements BooleanSupplier {

    /** For each processor: half of the messages that it could send at most, should all of them be told of. */
    static final int COMMANDS_PER_SECOND = 100;

    /** Below this, others can have what is idle. */
    private static final double FULL = 0.9;

    /** While others rest, the sale itself leaves something idle; they would take it, and more. */
    private static final double STILL_BUSY = 0.6;

    /** At so many times the pace the processors need not be looked at: half of a short sale would be over by then. */
    private static final int CERTAIN = 10;

    /** The system counts processor time in hundredths of a second: a shorter look would see noise. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(200);

    private final LongSupplier commands;
    private final DoubleSupplier load;
    private final LongSupplier nanos;
    private final double pace;
    private long lastLook;
    private long lastCommands;
    private boolean isLoadFresh;
    private boolean sale;

    /** @param commands that this node has sent to events so far */
    public SalePace(LongSupplier commands) {
        this(
                commands,
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)::getCpuLoad,
                System::nanoTime,
                Runtime.getRuntime().availableProcessors());
    }

    /**
     * With a clock and a load of the caller's.
     *
     * @param load 0 to 1 since it was last asked; negative or no number: unknown
     */
    SalePace(LongSupplier commands, DoubleSupplier load, LongSupplier nanos, int processors) {
        this.commands = commands;
        this.load = load;
        this.nanos = nanos;
        this.pace = (double) COMMANDS_PER_SECOND * processors / TimeUnit.SECONDS.toNanos(1);
        this.lastLook = nanos.getAsLong();
        this.lastCommands = commands.getAsLong();
    }

    @Override
    public synchronized boolean getAsBoolean() {
        long now = nanos.getAsLong();
        long since = now - lastLook;
        if (since >= LOOK) {
            long soFar = commands.getAsLong();
            double times = (soFar - lastCommands) / (pace * since);
            sale = times >= CERTAIN || isSale(times >= 1);
            lastLook = now;
            lastCommands = soFar;
        }
        return sale;
    }

    /** Looking at the load reads the system's counters: a node at rest need not. */
    private boolean isSale(boolean many) {
        if (!many) {
            isLoadFresh = false;
            return false;
        }
        double busy = load.getAsDouble();
        boolean fresh = isLoadFresh;
        isLoadFresh = true;
        // What was not asked for lately tells of a longer time than this look.
        return fresh && busy > (sale ? STILL_BUSY : FULL);
    }
}
