package io.evently.event.state;

import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * Numbers of rows by the hash of what is in the row: linear probing in one array. A slot has the row's number and, in the
 * bits that are left above it, some of the hash, so that hardly any row is looked at to no avail: at a million rows twelve
 * bits.
 *
 * <p>Not thread-safe. The hash of a row must not change while it is in here.
 */
final class IndexSegment {

    static final int SMALLEST = 8;
    /** So long as rows are few, so many bits are enough for their numbers. */
    private static final int FEWEST_BITS = 12;
    /** At most four of five slots are taken. */
    private static final int FULL = 4;

    private static final int OF = 5;

    /** How many bits of the hash are the same for all rows in here; the index knows which. */
    final int depth;

    private final IntToLongFunction hashOf;
    /** Row number + 1, and bits of the hash above it; 0: empty. */
    private int[] slots;
    /** Bits of a slot that are the row's number. */
    private int rowBits = FEWEST_BITS;

    private int size;

    IndexSegment(IntToLongFunction hashOf, int depth, int length) {
        this.hashOf = hashOf;
        this.depth = depth;
        this.slots = new int[Math.max(SMALLEST, length)];
    }

    int size() {
        return size;
    }

    int length() {
        return slots.length;
    }

    /** Whether one more row would be too many. */
    boolean isFull() {
        return OF * (size + 1L) > (long) FULL * slots.length;
    }

    /** The row with this hash that {@code is} the one looked for, or {@link RowPages#NONE}. */
    int find(long hash, IntPredicate is) {
        int mask = (1 << rowBits) - 1;
        int tag = tag(hash);
        for (int at = home(hash); slots[at] != 0; at = next(at)) {
            int slot = slots[at];
            if ((slot & ~mask) == tag && is.test((slot & mask) - 1)) {
                return (slot & mask) - 1;
            }
        }
        return RowPages.NONE;
    }

    /** Adds a row that is not there yet; there must be room. */
    void add(long hash, int row) {
        if (((row + 1) >>> rowBits) != 0) {
            widen(Integer.SIZE - Integer.numberOfLeadingZeros(row + 1));
        }
        int at = home(hash);
        while (slots[at] != 0) {
            at = next(at);
        }
        slots[at] = tag(hash) | (row + 1);
        size++;
    }

    /** Removes a row, if it is there. */
    void remove(long hash, int row) {
        int at = home(hash);
        while (slots[at] != 0 && rowAt(at) != row) {
            at = next(at);
        }
        if (slots[at] != 0) {
            slots[at] = 0;
            size--;
            closeGapAt(at);
        }
    }

    /** The same rows in so many slots. */
    void resize(int length) {
        int[] rows = rows();
        long[] hashes = hashesOf(rows);
        slots = new int[Math.max(SMALLEST, length)];
        size = 0;
        for (int i = 0; i < rows.length; i++) {
            add(hashes[i], rows[i]);
        }
    }

    /** Hands each row over to one of two that differ in the first bit of the hash that is not the same for all in here. */
    void splitInto(IndexSegment zeros, IndexSegment ones) {
        zeros.rowBits = rowBits;
        ones.rowBits = rowBits;
        int[] rows = rows();
        long[] hashes = hashesOf(rows);
        for (int i = 0; i < rows.length; i++) {
            ((hashes[i] << depth) < 0 ? ones : zeros).add(hashes[i], rows[i]);
        }
    }

    private int[] rows() {
        int[] rows = new int[size];
        int mask = (1 << rowBits) - 1;
        int next = 0;
        for (int slot : slots) {
            if (slot != 0) {
                rows[next++] = (slot & mask) - 1;
            }
        }
        return rows;
    }

    /** In a loop of its own, so that the processor waits for several rows at once: they are all over the memory. */
    private long[] hashesOf(int[] rows) {
        long[] hashes = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            hashes[i] = hashOf.applyAsLong(rows[i]);
        }
        return hashes;
    }

    /** Numbers of rows get longer, and take away from the bits of the hash. */
    private void widen(int bits) {
        int mask = (1 << rowBits) - 1;
        for (int at = 0; at < slots.length; at++) {
            if (slots[at] != 0) {
                slots[at] = ((slots[at] >>> rowBits) << bits) | (slots[at] & mask);
            }
        }
        rowBits = bits;
    }

    /** Moves later rows of the run back, so that no search stops at the gap too early. */
    private void closeGapAt(int hole) {
        int gap = hole;
        for (int at = next(hole); slots[at] != 0; at = next(at)) {
            int home = home(hashOf.applyAsLong(rowAt(at)));
            boolean isReachable = gap <= at ? (gap < home && home <= at) : (gap < home || home <= at);
            if (!isReachable) {
                slots[gap] = slots[at];
                slots[at] = 0;
                gap = at;
            }
        }
    }

    private int rowAt(int at) {
        return (slots[at] & ((1 << rowBits) - 1)) - 1;
    }

    /** The lower half of the hash chooses the slot. */
    private int home(long hash) {
        return (int) (((hash & 0xFFFF_FFFFL) * slots.length) >>> Integer.SIZE);
    }

    /** Bits of the upper half, where the slot has room for them; the index chooses segments by its other end. */
    private int tag(long hash) {
        return (int) (hash >>> Integer.SIZE) << rowBits;
    }

    private int next(int at) {
        return at + 1 == slots.length ? 0 : at + 1;
    }
}
