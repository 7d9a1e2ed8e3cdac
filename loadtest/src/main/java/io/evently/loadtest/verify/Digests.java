package io.evently.loadtest.verify;

import java.util.Arrays;
import java.util.UUID;

/**
 * Bookings as 64 bits each, made of everything a 201 promised: a million take 8 MB, and two collections of them are the
 * same bookings if they hold the same numbers. By chance a wrong one would go unnoticed once in ten million millions.
 */
public final class Digests {

    private long[] digests = new long[1024];
    private int size;
    private boolean sorted = true;

    public void add(PromisedBooking booked) {
        if (size == digests.length) {
            digests = Arrays.copyOf(digests, 2 * size);
        }
        digests[size++] = digest(booked);
        sorted = false;
    }

    public int size() {
        return size;
    }

    /** How many are here and not there; one that is here twice and there once counts. */
    public int missingIn(Digests other) {
        sort();
        other.sort();
        int missing = 0;
        int there = 0;
        for (int here = 0; here < size; here++) {
            while (there < other.size && other.digests[there] < digests[here]) {
                there++;
            }
            if (there < other.size && other.digests[there] == digests[here]) {
                there++;
            } else {
                missing++;
            }
        }
        return missing;
    }

    private void sort() {
        if (!sorted) {
            Arrays.sort(digests, 0, size);
            sorted = true;
        }
    }

    private static long digest(PromisedBooking booked) {
        long hash = mix(0, booked.id());
        hash = mix(hash, booked.eventId());
        hash = mix(hash, booked.userId());
        hash = mix(hash, booked.quantity());
        return mix(hash, booked.reference().hashCode());
    }

    private static long mix(long hash, UUID id) {
        return mix(mix(hash, id.getMostSignificantBits()), id.getLeastSignificantBits());
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long hash, long value) {
        long mixed = hash * 31 + value + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
