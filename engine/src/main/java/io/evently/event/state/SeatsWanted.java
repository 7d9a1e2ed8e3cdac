package io.evently.event.state;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * Those of the waitlist whose own seats count: everybody to whom seats are promised, and who waits and has seats of the
 * event already. In the order of how many they would have in the end, so that those who would have too many are found
 * without a look at the others. 40 bytes each. Not thread-safe.
 */
public final class SeatsWanted {

    private final TreeSet<QueuedEntry> most = new TreeSet<>(
            Comparator.comparingLong(QueuedEntry::seatsInTheEnd).reversed().thenComparingLong(QueuedEntry::joinNo));

    void add(QueuedEntry waiter) {
        if (counts(waiter)) {
            most.add(waiter);
        }
    }

    /** Before anything about it changes. */
    void remove(QueuedEntry waiter) {
        if (counts(waiter)) {
            most.remove(waiter);
        }
    }

    void clear() {
        most.clear();
    }

    public boolean isEmpty() {
        return most.isEmpty();
    }

    /** Who would have most first. */
    public Iterable<QueuedEntry> mostFirst() {
        return most;
    }

    private static boolean counts(QueuedEntry waiter) {
        return waiter.seatsOfUser() > 0 || !waiter.isWaiting();
    }
}
