package io.evently.event;

/**
 * The seats of an event after a commit, as absolute numbers, so that the tables never add up deltas and a replay can
 * check itself.
 *
 * @param capacity seats there are
 * @param confirmed seats sold
 * @param held seats of open holds
 * @param promised seats of open promotions
 * @param revenue cents of all confirmed bookings
 */
public record SeatCounts(int capacity, int confirmed, int held, int promised, long revenue) {

    /** Seats nobody has: capacity less confirmed, held and promised; never negative. */
    public int available() {
        return capacity - confirmed - held - promised;
    }
}
