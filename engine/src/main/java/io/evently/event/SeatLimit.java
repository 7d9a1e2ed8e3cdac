package io.evently.event;

/**
 * Which bound a wish for seats has come to exceed, so that it can never be served. Records hold the place in this list:
 * new ones come last.
 */
public enum SeatLimit {
    /** More than one booking, or the whole event, may have. */
    BOOKING_OR_CAPACITY,
    /** With the seats its user has, more than one user may have. */
    SEATS_OF_A_USER,
    /** More than others could ever give back: the capacity less the seats its user has. */
    SEATS_OF_OTHERS
}
