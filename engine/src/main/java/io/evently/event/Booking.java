package io.evently.event;

import io.evently.event.state.Event;
import java.util.UUID;

/**
 * Seats one user holds or owns. Immutable, because replies hand it to other threads.
 *
 * @param id made by the API node before it asks
 * @param userId the owner
 * @param quantity seats, 1 to 10
 * @param unitPrice cents per seat, fixed when decided
 * @param status as last written; what time alone has ended is shown by {@link Event#booking}
 * @param createdAt microseconds
 * @param holdUntil when the hold runs out, in microseconds; 0 if it was booked outright. Kept after confirmation
 * @param changedAt when the status last changed, microseconds
 * @param key the idempotency key it was made with, or null
 * @param expectedPrice the price the client expected, in cents, or {@link #NO_EXPECTED_PRICE}; part of the key's fingerprint
 */
public record Booking(
        UUID id,
        UUID userId,
        int quantity,
        long unitPrice,
        BookingStatus status,
        long createdAt,
        long holdUntil,
        long changedAt,
        KeyHash key,
        long expectedPrice) {

    public static final long NO_EXPECTED_PRICE = -1;

    public static Booking made(Fact.BookingMade made, long at) {
        return new Booking(
                made.bookingId(),
                made.userId(),
                made.quantity(),
                made.unitPrice(),
                made.holdUntil() == 0 ? BookingStatus.CONFIRMED : BookingStatus.PENDING,
                at,
                made.holdUntil(),
                at,
                made.key(),
                made.expectedPrice());
    }

    public boolean wasHeld() {
        return holdUntil != 0;
    }

    /** Whether {@code by} may read it, and ask for its end: its owner, or an admin as such. */
    public boolean isOpenTo(UUID by, boolean asAdmin) {
        return isOpenTo(userId, by, asAdmin);
    }

    /** The same, of the booking of {@code owner}. */
    public static boolean isOpenTo(UUID owner, UUID by, boolean asAdmin) {
        return asAdmin || owner.equals(by);
    }

    public long totalAmount() {
        return unitPrice * quantity;
    }

    /** Its public name. */
    public String reference() {
        return BookingReference.of(id, createdAt);
    }

    /** The same booking in another status since {@code at}. */
    public Booking in(BookingStatus next, long at) {
        return new Booking(id, userId, quantity, unitPrice, next, createdAt, holdUntil, at, key, expectedPrice);
    }

    /**
     * The booking as it is at {@code at}, its own end and that of its event included.
     *
     * @param event what has become of the event
     * @param endedAt when, if it is not active
     */
    public Booking asOf(long at, EventStatus event, long endedAt) {
        if (!status.takesSeats()) {
            return this;
        }
        boolean isHold = status == BookingStatus.PENDING;
        boolean ranOutBefore = event == EventStatus.ACTIVE || holdUntil <= endedAt;
        if (isHold && at >= holdUntil && ranOutBefore) {
            return in(BookingStatus.EXPIRED, holdUntil);
        }
        return switch (event) {
            case ACTIVE -> this;
            case CANCELLED -> in(BookingStatus.CANCELLED, endedAt);
            case COMPLETED -> isHold ? in(BookingStatus.EXPIRED, endedAt) : this;
        };
    }

    /** The booking as the answer that made it said: what a repeat with the same key is answered. */
    public Booking asFirstAnswered() {
        return in(wasHeld() ? BookingStatus.PENDING : BookingStatus.CONFIRMED, createdAt);
    }
}
