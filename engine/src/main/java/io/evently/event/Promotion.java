package io.evently.event;

import io.evently.event.state.Event;
import java.util.UUID;

/**
 * Seats promised to somebody who waited. Immutable, because replies hand it to other threads.
 *
 * @param id made of the event's id and the number of the fact that promised
 * @param entryId the entry of the waitlist; it has no other promotion, before or after
 * @param quantity seats, 1 to 10
 * @param unitPrice cents per seat: what a claim pays, whatever the price is by then
 * @param promotedAt microseconds
 * @param expiresAt microseconds; it can be claimed before this moment and not at it
 * @param status as last written; what time alone has ended is shown by {@link Event#promotion}
 * @param changedAt when the status last changed, microseconds
 * @param declined whether its user said no; it is stored as expired then
 * @param bookingId what it became, or null
 */
public record Promotion(
        UUID id,
        UUID entryId,
        UUID userId,
        int quantity,
        long unitPrice,
        long promotedAt,
        long expiresAt,
        PromotionStatus status,
        long changedAt,
        boolean declined,
        UUID bookingId) {

    public Promotion asMade() {
        return in(PromotionStatus.PENDING, promotedAt, false, null);
    }

    /** The promotion as it is at {@code at}, its deadline included. */
    public Promotion asOf(long at) {
        return status == PromotionStatus.PENDING && at >= expiresAt ? expired(expiresAt, false) : this;
    }

    public Promotion expired(long at, boolean byItsUser) {
        return in(PromotionStatus.EXPIRED, at, byItsUser, null);
    }

    public Promotion used(long at, UUID booking) {
        return in(PromotionStatus.USED, at, false, booking);
    }

    /** What it becomes. */
    public Fact.BookingMade booked(UUID booking) {
        return new Fact.BookingMade(booking, userId, quantity, unitPrice, 0, null, Booking.NO_EXPECTED_PRICE);
    }

    private Promotion in(PromotionStatus next, long at, boolean byItsUser, UUID booking) {
        return new Promotion(
                id, entryId, userId, quantity, unitPrice, promotedAt, expiresAt, next, at, byItsUser, booking);
    }
}
