package io.evently.loadtest.timeline;

/**
 * A cause was present for a while.
 *
 * @param detail which one of its kind, or empty
 * @param from {@link System#nanoTime()}
 * @param to not before {@code from}
 */
record Stall(Cause cause, String detail, long from, long to) {

    /** Cause and detail, for people. */
    String label() {
        return detail.isEmpty() ? cause.text() : cause.text() + ": " + detail;
    }
}
