package io.evently.event;

/** Every way an event refuses a command; {@code http-api} maps each to a status and code in one place. */
public enum Rejection {
    EVENT_NOT_FOUND,
    BOOKING_NOT_FOUND,
    IDEMPOTENCY_KEY_REUSED,
    VERSION_MISMATCH,
    EVENT_NOT_ON_SALE,
    BOOKING_NOT_ACTIVE,
    HOLD_EXPIRED,
    EVENT_HAS_BOOKINGS,
    CAPACITY_BELOW_SOLD,
    BOOKING_LIMIT_REACHED,
    SOLD_OUT,
    NOT_ENOUGH_SEATS,
    PRICE_CHANGED
}
