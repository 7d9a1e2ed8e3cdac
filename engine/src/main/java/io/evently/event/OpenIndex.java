package io.evently.event;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * A hash index that stores nothing but the values and their hashes: linear probing in two arrays, at most half full, so an
 * entry costs 16 to 32 bytes where a {@code HashMap} takes about 48. A live booking is in two of them, and a hot event
 * has a million.
 *
 * <p>The hashes lie beside the values because a value that is looked at to no avail costs two waits for memory, its own
 * and its id's: with a million of them that was half of the time of a removal.
 *
 * <p>Not thread-safe. The values' hash must not change while they are in it.
 */
final class OpenIndex<V> implements Iterable<V> {

    private static final int SMALLEST = 8;

    private final ToIntFunction<V> hash;
    private Object[] slots = new Object[SMALLEST];
    /** The hash of the value in the slot of the same number; anything where there is none. */
    private int[] hashes = new int[SMALLEST];

    private int size;

    OpenIndex(ToIntFunction<V> hash) {
        this.hash = hash;
    }

    int size() {
        return size;
    }

    /** The value with this hash that {@code is} the one looked for, or null. */
    V find(int hashOfKey, Predicate<? super V> is) {
        int slot = slotOf(hashOfKey, is);
        return value(slot);
    }

    /** Whether this very object is in the index. */
    boolean contains(V value) {
        return slots[slotOf(hash.applyAsInt(value), candidate -> candidate == value)] != null;
    }

    /** Adds a value that is not there yet. */
    void add(V value) {
        if (2 * (size + 1) > slots.length) {
            resize(slots.length * 2);
        }
        place(value, hash.applyAsInt(value));
        size++;
    }

    /** Puts {@code next} where {@code old} is; both have the same hash. */
    void replace(V old, V next) {
        slots[slotOf(hash.applyAsInt(old), candidate -> candidate == old)] = next;
    }

    void remove(V old) {
        int hole = slotOf(hash.applyAsInt(old), candidate -> candidate == old);
        if (slots[hole] == null) {
            return;
        }
        slots[hole] = null;
        size--;
        closeGapAt(hole);
        if (slots.length > SMALLEST && 8 * size < slots.length) {
            resize(slots.length / 2);
        }
    }

    @Override
    public Iterator<V> iterator() {
        return new Iterator<>() {
            private int next = seek(0);

            @Override
            public boolean hasNext() {
                return next < slots.length;
            }

            @Override
            public V next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                V value = value(next);
                next = seek(next + 1);
                return value;
            }

            private int seek(int slot) {
                int at = slot;
                while (at < slots.length && slots[at] == null) {
                    at++;
                }
                return at;
            }
        };
    }

    /** The slot of the value looked for, or the empty one where the search ended. */
    private int slotOf(int hashOfKey, Predicate<? super V> is) {
        int slot = home(hashOfKey);
        while (slots[slot] != null && (hashes[slot] != hashOfKey || !is.test(value(slot)))) {
            slot = next(slot);
        }
        return slot;
    }

    private void place(V value, int hashOfValue) {
        int slot = home(hashOfValue);
        while (slots[slot] != null) {
            slot = next(slot);
        }
        slots[slot] = value;
        hashes[slot] = hashOfValue;
    }

    /** Moves later entries of the run back, so that no search stops at the hole too early. */
    private void closeGapAt(int hole) {
        int gap = hole;
        for (int slot = next(hole); slots[slot] != null; slot = next(slot)) {
            int home = home(hashes[slot]);
            boolean reachableWithoutGap = gap <= slot ? gap < home && home <= slot : gap < home || home <= slot;
            if (!reachableWithoutGap) {
                slots[gap] = slots[slot];
                hashes[gap] = hashes[slot];
                slots[slot] = null;
                gap = slot;
            }
        }
    }

    private void resize(int length) {
        Object[] oldSlots = slots;
        int[] oldHashes = hashes;
        slots = new Object[length];
        hashes = new int[length];
        for (int slot = 0; slot < oldSlots.length; slot++) {
            if (oldSlots[slot] != null) {
                place(cast(oldSlots[slot]), oldHashes[slot]);
            }
        }
    }

    private int home(int hashOfKey) {
        // Fibonacci spreading: UUIDv7 shares its high bits among ids of the same millisecond.
        return (hashOfKey * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
    }

    private int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }

    private V value(int slot) {
        return cast(slots[slot]);
    }

    @SuppressWarnings("unchecked") // only values of type V are ever stored
    private V cast(Object value) {
        return (V) value;
    }
}
