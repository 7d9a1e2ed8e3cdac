package io.evently.loadtest.verify;

import io.evently.loadtest.verify.EventModel.Entry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/** The seats each user holds or owns, and who of those who wait or are promoted would have most in the end. */
final class OwnSeats {

    private final Map<UUID, Integer> seats = new HashMap<>();
    private final TreeSet<Entry> wishes = new TreeSet<>(
            Comparator.<Entry>comparingLong(entry -> -entry.inTheEnd).thenComparingLong(entry -> entry.joinNo));

    int of(UUID userId) {
        return seats.getOrDefault(userId, 0);
    }

    /** @param entry of the user, live or not; null: they never waited */
    void change(UUID userId, int by, Entry entry) {
        boolean lives = entry != null && wishes.remove(entry);
        seats.merge(userId, by, Integer::sum);
        if (lives) {
            add(entry);
        }
    }

    /** The entry lives from now on. */
    void add(Entry entry) {
        entry.inTheEnd = (long) of(entry.userId) + entry.quantity;
        wishes.add(entry);
    }

    void remove(Entry entry) {
        wishes.remove(entry);
    }

    /** Who would have more than so many, or null. */
    Entry over(long limit) {
        return wishes.isEmpty() || wishes.first().inTheEnd <= limit ? null : wishes.first();
    }
}
