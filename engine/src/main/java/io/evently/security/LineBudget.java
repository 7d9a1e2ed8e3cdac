package io.evently.security;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** So many lines at once, and as many each second; what is beyond is counted. Lock-free: a flood asks it. */
final class LineBudget {

    private final long interval;
    private final long ahead;
    /** When the next line is due if they come evenly, nanoseconds. */
    private final AtomicLong due = new AtomicLong();

    private final LongAdder omitted = new LongAdder();

    LineBudget(int linesPerSecond) {
        this.interval = TimeUnit.SECONDS.toNanos(1) / linesPerSecond;
        this.ahead = interval * (linesPerSecond - 1);
    }

    /** @param now nanoseconds since some start, never negative */
    boolean take(long now) {
        while (true) {
            long next = due.get();
            if (next - now > ahead) {
                omitted.increment();
                return false;
            }
            if (due.compareAndSet(next, Math.max(next, now) + interval)) {
                return true;
            }
        }
    }

    /** Lines left out since this was asked last. */
    long omitted() {
        return omitted.sumThenReset();
    }
}
