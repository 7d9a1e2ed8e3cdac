package io.evently.loadtest.timeline;

/**
 * A request whose answer came late. All three are {@link System#nanoTime()}.
 *
 * @param due when it should have been sent
 * @param sent when it was
 * @param heard when its answer was read
 */
record SlowRequest(long due, long sent, long heard) {

    /** From when it was due to its answer, in nanoseconds. */
    long nanos() {
        return heard - due;
    }
}
