package io.evently.loadtest.timeline;

/**
 * Processor time that the watching took, in nanoseconds.
 *
 * @param client of the threads that look
 * @param database of PostgreSQL, which is asked
 */
record WatchingCost(long client, long database) {}
