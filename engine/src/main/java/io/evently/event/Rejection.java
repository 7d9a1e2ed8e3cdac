package io.evently.event;

/** Every way an event refuses a command. */
public enum Rejection {
    EVENT_NOT_FOUND,
    BOOKING_NOT_FOUND,
    ENTRY_NOT_FOUND,
    PROMOTION_NOT_FOUND,
    IDEMPOTENCY_KEY_REUSED,
    VERSION_MISMATCH,
    EVENT_NOT_ON_SALE,
    BOOKING_NOT_ACTIVE,
    HOLD_EXPIRED,
    PROMOTION_EXPIRED,
    ENTRY_EXPIRED,
    ALREADY_WAITING,
    EVENT_HAS_BOOKINGS,
    CAPACITY_BELOW_SOLD,
    BOOKING_LIMIT_REACHED,
    SOLD_OUT,
    SEATS_PROMISED_TO_WAITLIST,
    SEATS_AVAILABLE,
    NOT_ENOUGH_SEATS,
    PRICE_CHANGED;

    /** The {@code code} that clients see ({@code api.md}, "Errors"). */
    public String code() {
        return switch (this) {
            case EVENT_NOT_FOUND, BOOKING_NOT_FOUND, ENTRY_NOT_FOUND, PROMOTION_NOT_FOUND -> "NOT_FOUND";
            case ENTRY_EXPIRED -> "INVALID_REQUEST";
            default -> name();
        };
    }
}
