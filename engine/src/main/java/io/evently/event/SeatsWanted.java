package io.evently.event;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * Those of the waitlist whose own seats count: everybody to whom seats are promised, and who waits and has seats of the
 * event already. In the order of how many they would have in the end, so that those who would have too many are found
 * without a look at the others. 40 bytes each. Not thread-safe.
 */
final class SeatsWanted {

    private final TreeSet<Waiter> most = new TreeSet<>(
            Comparator.comparingLong(Waiter::seatsInTheEnd).reversed().thenComparingLong(Waiter::joinNo));

    void add(Waiter waiter) {
        if (counts(waiter)) {
            most.add(waiter);
        }
    }

    /** Before anything about it changes. */
    void remove(Waiter waiter) {
        if (counts(waiter)) {
            most.remove(waiter);
        }
    }

    void clear() {
        most.clear();
    }

    boolean isEmpty() {
        return most.isEmpty();
    }

    /** Who would have most first. */
    Iterable<Waiter> mostFirst() {
        return most;
    }

    private static boolean counts(Waiter waiter) {
        return waiter.seatsOfUser() > 0 || !waiter.isWaiting();
    }
}
