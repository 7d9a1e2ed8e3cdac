package io.evently.event;

/**
 * The waitlist of an event after a commit, as absolute numbers since the event was created, so that the tables never add
 * up deltas and a replay can check itself.
 *
 * @param waiting entries that wait now
 * @param joined entries there ever were
 * @param promoted promotions ever made
 * @param claimed promotions that became bookings
 * @param unused promotions that ended without
 * @param waitedMicros how long the promoted had waited, added up, in microseconds
 */
public record QueueCounts(int waiting, long joined, long promoted, long claimed, long unused, long waitedMicros) {

    /** Nobody ever waited. */
    public static final QueueCounts NONE = new QueueCounts(0, 0, 0, 0, 0, 0);
}
