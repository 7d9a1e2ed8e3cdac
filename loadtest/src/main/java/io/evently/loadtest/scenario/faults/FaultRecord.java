package io.evently.loadtest.scenario.faults;

/**
 * A fault that happened.
 *
 * @param fault as scheduled
 * @param began {@link System#nanoTime()} before it was inflicted
 * @param ended the same when it was undone: a node launched again, a disk emptied
 * @param healed the same when the database answered and every node was ready again
 */
record FaultRecord(Fault fault, long began, long ended, long healed) {}
