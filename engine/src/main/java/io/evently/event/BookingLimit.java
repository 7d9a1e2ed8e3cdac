package io.evently.event;

/**
 * Which limit {@link Rejection#BOOKING_LIMIT_REACHED} is about. Messages hold the place in this list, so new ones come
 * last.
 */
public enum BookingLimit {
    /** More than one booking may have, or the event has. */
    SEATS_OF_A_BOOKING,
    /** More than one user may have of the event, with what is promised to them. */
    SEATS_OF_A_USER,
    /** A second hold while one is open. */
    OPEN_HOLDS,
    BOOKINGS_IN_A_DAY,
    /** Promotions that ended. */
    PROMOTIONS_IN_A_DAY,
    /** Joins of the waitlist with an idempotency key. */
    JOINS_IN_A_DAY,
    /** More than others could ever give back: the capacity less the user's own seats. */
    SEATS_OF_OTHERS
}
