package io.evently.loadtest.rival;

import java.time.Duration;

/**
 * What people use instead. Each books durable, for as many events as asked, and audits itself. One run at a time: no
 * rival is safe for use by several threads.
 */
public interface Rival extends AutoCloseable {

    /** What it is, for a table's column. */
    String name();

    /**
     * Everybody books 1 to 4 seats of an event chosen evenly at random, for one of 50,000 users, and asks again as soon
     * as the answer is there. The events are fresh, and have seats for all; what an earlier run stored is gone.
     *
     * @param clients how many book at once, at least 1: connections of SQL, asks in flight to actors and in batches
     * @param events among how many events they choose, at least 1
     * @param time how long they ask; the last answers come a little later, and count
     * @return with the violations of its own audit: what was acknowledged is stored, once and nothing else, and each
     *     event counted it
     * @throws IllegalArgumentException when there cannot be so many clients
     * @throws IllegalStateException when the rival refused a booking or broke down
     */
    Run book(int clients, int events, Duration time);

    /** Gives connections and threads back; the database stays. */
    @Override
    void close();
}
