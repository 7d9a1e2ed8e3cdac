package io.evently.api;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** For what follows a moment later, such as the tables. */
final class Eventually {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(25);

    private Eventually() {}

    /** Tries until it no longer fails, at most for a minute. */
    static void holds(Runnable assertion) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError failed) {
                if (System.nanoTime() - deadline > 0) {
                    throw failed;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
