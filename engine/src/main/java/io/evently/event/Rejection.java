package io.evently.event;

/**
 * Every way an event refuses a command. Ordered by precedence: of several that apply, the first is told. Messages hold
 * the name, so the order may change.
 */
public enum Rejection {
    EVENT_NOT_FOUND,
    BOOKING_NOT_FOUND,
    PROMOTION_NOT_FOUND,
    IDEMPOTENCY_KEY_REUSED,
    ENTRY_NOT_FOUND,
    VERSION_MISMATCH,
    BOOKING_NOT_ACTIVE,
    HOLD_EXPIRED,
    EVENT_NOT_ON_SALE,
    PROMOTION_EXPIRED,
    ALREADY_WAITING,
    ENTRY_EXPIRED,
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
