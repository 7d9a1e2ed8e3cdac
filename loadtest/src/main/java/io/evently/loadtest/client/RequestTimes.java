package io.evently.loadtest.client;

/** Told of each request that was answered, by the client's thread; must be quick. */
@FunctionalInterface
public interface RequestTimes {

    /** Nobody wants to know. */
    RequestTimes NONE = (due, sent, heard) -> {};

    /**
     * All three are {@link System#nanoTime()}.
     *
     * @param due when it should have been sent
     * @param sent when it was, for the last time
     * @param heard when its answer was
     */
    void took(long due, long sent, long heard);
}
