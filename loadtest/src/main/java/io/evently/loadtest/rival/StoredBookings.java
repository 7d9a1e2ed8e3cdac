package io.evently.loadtest.rival;

import java.util.List;

/**
 * What a rival has stored of one run.
 *
 * @param bookings all of them
 * @param counts what each event says of itself, in the order of the events
 */
record StoredBookings(List<RivalBooking> bookings, List<Count> counts) {

    /**
     * An event's own count.
     *
     * @param bookings how many it took
     * @param seats how many seats they took
     */
    record Count(long bookings, long seats) {}
}
