package io.evently.event;

/**
 * The life of a booking: a hold is {@code PENDING} until it is confirmed, cancelled or runs out. Records hold the place in
 * this list: new ones come last.
 */
public enum BookingStatus {
    PENDING,
    CONFIRMED,
    CANCELLED,
    EXPIRED;

    /** Whether a booking in this status takes seats. */
    public boolean takesSeats() {
        return this == PENDING || this == CONFIRMED;
    }
}
