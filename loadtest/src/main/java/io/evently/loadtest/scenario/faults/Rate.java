package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.client.Schedule;
import java.util.concurrent.locks.LockSupport;

/** Lets so many through a second, evenly; who was held up elsewhere goes at once. Used by many threads. */
final class Rate {

    private final Schedule schedule;

    Rate(double perSecond) {
        schedule = new Schedule(perSecond);
    }

    /** Returns when it is the caller's turn. */
    void await() {
        long due = next();
        long early = due - System.nanoTime();
        while (early > 0) {
            LockSupport.parkNanos(early);
            early = due - System.nanoTime();
        }
    }

    private synchronized long next() {
        return schedule.next(System.nanoTime());
    }
}
