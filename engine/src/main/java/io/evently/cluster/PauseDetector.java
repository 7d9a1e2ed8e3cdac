package io.evently.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that this process stood still (a stopped process, a paused virtual machine, an endless collection) for so
 * long that the other members may have given it up and taken over its events. What it remembers of them may be outdated
 * then. Its commits would be refused by the journal, but what it answers from memory would be believed.
 */
public final class PauseDetector implements MemoryTrust {

    private static final Logger log = LoggerFactory.getLogger(PauseDetector.class);

    private static final Duration TICK = Duration.ofMillis(200);

    private final long longest;
    private final BooleanSupplier shared;
    private final BooleanSupplier unsettled;
    private final LongSupplier nanoTime;
    private final Runnable end;
    private volatile long lastTick;
    private volatile boolean outdated;

    /**
     * @param longest a standstill up to this is harmless: nobody takes over earlier
     * @param shared whether there is somebody who could take over
     * @param unsettled {@link Membership#isUnsettled}
     * @param nanoTime a monotonic clock that goes on while the process stands still
     * @param end ends this process, at once
     */
    PauseDetector(
            Duration longest, BooleanSupplier shared, BooleanSupplier unsettled, LongSupplier nanoTime, Runnable end) {
        this.longest = longest.toNanos();
        this.shared = shared;
        this.unsettled = unsettled;
        this.nanoTime = nanoTime;
        this.end = end;
        this.lastTick = nanoTime.getAsLong();
    }

    public static PauseDetector watch(Duration longest, Membership membership, Runnable end) {
        var standstill =
                new PauseDetector(longest, membership::isShared, membership::isUnsettled, System::nanoTime, end);
        var thread = new Thread(standstill::run, "standstill");
        thread.setDaemon(true);
        thread.start();
        return standstill;
    }

    @Override
    public boolean isUnsettled() {
        return unsettled.getAsBoolean();
    }

    @Override
    public boolean memoryIsCurrent() {
        return !outdated && (nanoTime.getAsLong() - lastTick <= longest || !shared.getAsBoolean());
    }

    private void run() {
        while (!outdated) {
            LockSupport.parkNanos(TICK.toNanos());
            tick();
        }
    }

    void tick() {
        long now = nanoTime.getAsLong();
        long gap = now - lastTick;
        if (gap > longest && shared.getAsBoolean()) {
            // Before the tick is written: no request may slip through in between.
            outdated = true;
            log.error(
                    "This process stood still for {} s: others may have taken over its events. It ends, to be started"
                            + " again.",
                    TimeUnit.NANOSECONDS.toSeconds(gap));
            end.run();
        }
        lastTick = now;
    }
}
