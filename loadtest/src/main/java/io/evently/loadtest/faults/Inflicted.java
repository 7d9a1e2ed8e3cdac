package io.evently.loadtest.faults;

/**
 * A fault that happened.
 *
 * @param fault as scheduled
 * @param began {@link System#nanoTime()} before it was inflicted
 * @param ended the same when it was undone: a node launched again, a disk emptied
 * @param healed the same when the database answered and every node was ready again
 */
record Inflicted(Fault fault, long began, long ended, long healed) {}
