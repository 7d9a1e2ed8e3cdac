package io.evently.loadtest.verify;

import io.evently.loadtest.verify.EventModel.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/** Those who wait, in the order of the contract: priority, then when they joined, then the number of their joining. */
final class WaitingLine {

    private static final int MOST_SEATS = 10;

    private static final Comparator<Entry> WHO_IS_FIRST = Comparator.<Entry>comparingInt(entry -> -entry.priority)
            .thenComparingLong(entry -> entry.joinedAt)
            .thenComparingLong(entry -> entry.joinNo);

    /** By the seats they want, so that the first who fits is found without asking all who do not. */
    private final List<TreeSet<Entry>> byQuantity = new ArrayList<>();

    WaitingLine() {
        for (int quantity = 0; quantity <= MOST_SEATS; quantity++) {
            byQuantity.add(new TreeSet<>(WHO_IS_FIRST));
        }
    }

    void add(Entry entry) {
        byQuantity.get(bounded(entry.quantity)).add(entry);
    }

    void remove(Entry entry) {
        byQuantity.get(bounded(entry.quantity)).remove(entry);
    }

    void clear() {
        byQuantity.forEach(TreeSet::clear);
    }

    int size() {
        return byQuantity.stream().mapToInt(TreeSet::size).sum();
    }

    /** All of them, who is first first. */
    List<UUID> ids() {
        return byQuantity.stream()
                .flatMap(TreeSet::stream)
                .sorted(WHO_IS_FIRST)
                .map(entry -> entry.id)
                .toList();
    }

    /** Who is first, whatever they want; null: nobody waits. */
    Entry head() {
        return first(MOST_SEATS);
    }

    /** Who is first of those that want no more than so many seats, or null. */
    Entry first(int seats) {
        Entry first = null;
        for (int quantity = 0; quantity <= bounded(seats); quantity++) {
            TreeSet<Entry> same = byQuantity.get(quantity);
            if (!same.isEmpty() && (first == null || WHO_IS_FIRST.compare(same.first(), first) < 0)) {
                first = same.first();
            }
        }
        return first;
    }

    /** Whether anybody wants more than so many seats. */
    boolean anyWantsMoreThan(int seats) {
        for (int quantity = bounded(seats) + 1; quantity <= MOST_SEATS; quantity++) {
            if (!byQuantity.get(quantity).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static int bounded(int seats) {
        return Math.max(0, Math.min(seats, MOST_SEATS));
    }
}
