package io.evently.event.state;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * Finds rows by a hash of what is in them. It stores nothing but their numbers: 5 to 10 bytes a row, also while it grows.
 *
 * <p>Extendible hashing: the first bits of the hash choose one of many {@link IndexSegment}s. One that is full becomes two,
 * so that growth never touches more than some thousands of rows at once.
 *
 * <p>Not thread-safe. The hash of a row must not change while it is in here.
 */
final class RowIndex {

    /** A segment of more slots than this becomes two. */
    static final int LARGEST = 4_096;

    /** A segment that cannot be split so that both have less grows instead: all its rows may have one hash. */
    private static final int ROWS_PER_SEGMENT = LARGEST / 16;

    private final IntToLongFunction hashOf;
    private final int largest;
    /** By the first bits of the hash; a segment of fewer bits stands in several places. */
    private IndexSegment[] segments;

    private int depth;
    private int size;
    private long slots;

    /**
     * @param hashOf the hash of a row, by its number
     * @param largest slots of a segment. Indexes of the same rows should differ in it: then they do not grow at once
     */
    RowIndex(IntToLongFunction hashOf, int largest) {
        this.hashOf = hashOf;
        this.largest = largest;
        segments = new IndexSegment[] {new IndexSegment(hashOf, 0, 0)};
        slots = segments[0].length();
    }

    /** A hash whose bits all depend on all of these. */
    static long hash(long high, long low) {
        long mixed = (high ^ Long.rotateLeft(low, 29)) * 0x9E37_79B9_7F4A_7C15L + low;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58_476D_1CE4_E5B9L;
        return mixed ^ (mixed >>> 32);
    }

    int size() {
        return size;
    }

    /** The row with this hash that {@code is} the one looked for, or {@link RowPages#NONE}. */
    int find(long hash, IntPredicate is) {
        return segment(hash).find(hash, is);
    }

    /** Adds a row that is not there yet. */
    void add(long hash, int row) {
        IndexSegment segment = segment(hash);
        while (segment.isFull()) {
            grow(hash, segment);
            segment = segment(hash);
        }
        segment.add(hash, row);
        size++;
    }

    /** Removes a row that is there. */
    void remove(long hash, int row) {
        IndexSegment segment = segment(hash);
        int before = segment.size();
        segment.remove(hash, row);
        size -= before - segment.size();
        if (8 * segment.size() < segment.length() && segment.length() > IndexSegment.SMALLEST) {
            resize(segment, segment.length() / 2);
        }
    }

    /** What its segments take; an empty one counts as nothing. */
    long bytes() {
        return size == 0 ? 0 : Integer.BYTES * slots;
    }

    private IndexSegment segment(long hash) {
        return segments[place(hash)];
    }

    private int place(long hash) {
        return depth == 0 ? 0 : (int) (hash >>> (Long.SIZE - depth));
    }

    private void grow(long hash, IndexSegment segment) {
        if (segment.length() < largest) {
            resize(segment, Math.min(largest, 2 * segment.length()));
        } else if (segment.depth < depth || segments.length < size / ROWS_PER_SEGMENT) {
            split(hash, segment);
        } else {
            resize(segment, 2 * segment.length());
        }
    }

    private void resize(IndexSegment segment, int length) {
        slots -= segment.length();
        segment.resize(length);
        slots += segment.length();
    }

    private void split(long hash, IndexSegment segment) {
        if (segment.depth == depth) {
            widen();
        }
        IndexSegment zeros = new IndexSegment(hashOf, segment.depth + 1, segment.length());
        IndexSegment ones = new IndexSegment(hashOf, segment.depth + 1, segment.length());
        segment.splitInto(zeros, ones);
        int places = 1 << (depth - segment.depth);
        int first = place(hash) & -places;
        Arrays.fill(segments, first, first + places / 2, zeros);
        Arrays.fill(segments, first + places / 2, first + places, ones);
        slots += segment.length();
    }

    private void widen() {
        IndexSegment[] wider = new IndexSegment[2 * segments.length];
        for (int place = 0; place < wider.length; place++) {
            wider[place] = segments[place / 2];
        }
        segments = wider;
        depth++;
    }
}
