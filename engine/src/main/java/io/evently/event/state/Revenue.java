package io.evently.event.state;

/**
 * Cents of many bookings, added up exactly, whatever their number: what is taken away again leaves no trace. Shown as a
 * {@code long}, at most its highest value: 92 thousand million million, which 922 million seats at the highest price are.
 */
final class Revenue {

    /** A booking is at most 10 seats for 99,999,999.99; 2^31 of them fit both parts. */
    private static final long PART = 1_000_000_000;

    private long parts;
    private long rest;

    void add(long cents) {
        parts += cents / PART;
        rest += cents % PART;
    }

    void subtract(long cents) {
        add(-cents);
    }

    long cents() {
        long whole = parts + rest / PART;
        long left = rest % PART;
        return whole > (Long.MAX_VALUE - left) / PART ? Long.MAX_VALUE : whole * PART + left;
    }
}
