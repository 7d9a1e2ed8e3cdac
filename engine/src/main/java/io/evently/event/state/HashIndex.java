package io.evently.event.state;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * A hash index that stores nothing but the values and their hashes: linear probing in arrays that are at most half full,
 * so an entry costs 20 to 40 bytes where a {@code HashMap} takes about 48. A live booking is in two of them, and a hot
 * event has a million.
 *
 * <p>The values lie one behind the other, and the slots hold their numbers: a new value is one reference stored at the end
 * of an array, not anywhere in a large one. Each place in old memory where a reference was stored has to be visited by the
 * next collection of garbage; bookings spread over millions of slots made pauses of up to 88 ms. The hashes lie beside the
 * numbers because a value that is looked at to no avail costs two waits for memory, its own and its id's.
 *
 * <p>Not thread-safe. The values' hash must not change while they are in it.
 */
final class HashIndex<V> implements Iterable<V> {

    private static final int SMALLEST = 8;

    private final ToIntFunction<V> hash;
    /** In each slot the number of its value, counted from 1; 0: empty. */
    private int[] slots = new int[SMALLEST];
    /** The hash of the value in the slot of the same number; anything where there is none. */
    private int[] hashes = new int[SMALLEST];
    /** All values, without a gap. */
    private Object[] values = new Object[SMALLEST / 2];

    private int size;

    HashIndex(ToIntFunction<V> hash) {
        this.hash = hash;
    }

    int size() {
        return size;
    }

    /** The value with this hash that {@code is} the one looked for, or null. */
    V find(int hashOfKey, Predicate<? super V> is) {
        int number = slots[slotOf(hashOfKey, is)];
        return number == 0 ? null : value(number);
    }

    /** Whether this very object is in the index. */
    boolean contains(V value) {
        return slots[slotOf(value)] != 0;
    }

    /** Adds a value that is not there yet. */
    void add(V value) {
        if (2 * (size + 1) > slots.length) {
            resize(slots.length * 2);
        }
        values[size++] = value;
        place(size, hash.applyAsInt(value));
    }

    /** Puts {@code next} where {@code old} is; both have the same hash. */
    void replace(V old, V next) {
        values[slots[slotOf(old)] - 1] = next;
    }

    void remove(V old) {
        int hole = slotOf(old);
        int number = slots[hole];
        if (number == 0) {
            return;
        }
        slots[hole] = 0;
        closeGapAt(hole);
        moveLastTo(number);
        if (slots.length > SMALLEST && 8 * size < slots.length) {
            resize(slots.length / 2);
        }
    }

    /** In no particular order. */
    @Override
    public Iterator<V> iterator() {
        return new Iterator<>() {
            private int next = 1;

            @Override
            public boolean hasNext() {
                return next <= size;
            }

            @Override
            public V next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return value(next++);
            }
        };
    }

    /** The slot of the value looked for, or the empty one where the search ended. */
    private int slotOf(int hashOfKey, Predicate<? super V> is) {
        int slot = home(hashOfKey);
        while (slots[slot] != 0 && (hashes[slot] != hashOfKey || !is.test(value(slots[slot])))) {
            slot = next(slot);
        }
        return slot;
    }

    private int slotOf(V value) {
        return slotOf(hash.applyAsInt(value), candidate -> candidate == value);
    }

    private void place(int number, int hashOfValue) {
        int slot = home(hashOfValue);
        while (slots[slot] != 0) {
            slot = next(slot);
        }
        slots[slot] = number;
        hashes[slot] = hashOfValue;
    }

    /** The last value takes the number of one that is gone. */
    private void moveLastTo(int number) {
        if (number != size) {
            V last = value(size);
            slots[slotOf(last)] = number;
            values[number - 1] = last;
        }
        values[--size] = null;
    }

    /** Moves later entries of the run back, so that no search stops at the hole too early. */
    private void closeGapAt(int hole) {
        int gap = hole;
        for (int slot = next(hole); slots[slot] != 0; slot = next(slot)) {
            int home = home(hashes[slot]);
            boolean reachableWithoutGap = gap <= slot ? gap < home && home <= slot : gap < home || home <= slot;
            if (!reachableWithoutGap) {
                slots[gap] = slots[slot];
                hashes[gap] = hashes[slot];
                slots[slot] = 0;
                gap = slot;
            }
        }
    }

    private void resize(int length) {
        int[] oldSlots = slots;
        int[] oldHashes = hashes;
        values = Arrays.copyOf(values, length / 2);
        slots = new int[length];
        hashes = new int[length];
        for (int slot = 0; slot < oldSlots.length; slot++) {
            if (oldSlots[slot] != 0) {
                place(oldSlots[slot], oldHashes[slot]);
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

    @SuppressWarnings("unchecked") // only values of type V are ever stored
    private V value(int number) {
        return (V) values[number - 1];
    }
}
