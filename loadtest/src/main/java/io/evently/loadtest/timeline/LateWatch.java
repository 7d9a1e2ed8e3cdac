package io.evently.loadtest.timeline;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread that wants to be woken every few milliseconds, and notes when it was not: then the client itself stood still,
 * or the machine did, or had no processor to spare.
 */
final class LateWatch {

    /** A standstill of 40 ms is always seen, a shorter one by chance; to be woken more often would cost more. */
    static final Duration EVERY = Duration.ofMillis(20);

    /** On full processors a thread that just slept waits a few milliseconds for its turn. */
    private static final long LATE_NANOS = Duration.ofMillis(20).toNanos();

    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final List<Stall> stalls = new ArrayList<>();
    private long collectedMillis = collected();

    void look(long due, long now) {
        long before = collectedMillis;
        collectedMillis = collected();
        if (now - due > LATE_NANOS) {
            boolean collecting = (collectedMillis - before) * 1_000_000 > (now - due) / 2;
            stalls.add(new Stall(collecting ? Cause.CLIENT_PAUSE : Cause.MACHINE_LATE, "", due, now));
        }
    }

    private long collected() {
        return collectors.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    /** When it is looked no more. */
    List<Stall> stalls() {
        return stalls;
    }
}
