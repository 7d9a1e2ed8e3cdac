package io.evently.loadtest.scenario.messages;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions, but not for ever. */
final class Patience {

    /** Longer than all messages of a sale take on a slow machine. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(100);

    private Patience() {}

    /** @throws IllegalStateException if it does not come true */
    static void until(String what, BooleanSupplier condition) {
        if (!within(LONGEST, condition)) {
            throw new IllegalStateException("not within " + LONGEST + ": " + what);
        }
    }

    /** Whether it came true in that time. */
    static boolean within(Duration longest, BooleanSupplier condition) {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
        return true;
    }
}
