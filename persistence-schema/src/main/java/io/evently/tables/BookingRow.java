package io.evently.tables;

import java.util.UUID;

/**
 * A row of {@code bookings}.
 *
 * @param quantity seats, 1 to 10
 * @param unitPrice cents
 * @param status {@code pending}, {@code confirmed}, {@code cancelled} or {@code expired}
 * @param version how often it changed, 1 when made
 * @param holdExpiresAt 0: it was booked outright
 * @param factNo the last fact that is in the row
 */
public record BookingRow(
        UUID id,
        UUID userId,
        UUID eventId,
        int quantity,
        long unitPrice,
        String status,
        String reference,
        int version,
        long holdExpiresAt,
        long factNo,
        long createdAt,
        long updatedAt) {

    /** Cents for all its seats. */
    public long totalAmount() {
        return unitPrice * quantity;
    }

    /** As it is at {@code now}: the end of a hold holds before anybody has written that it came. */
    public BookingRow asOf(long now) {
        boolean ranOut = status.equals("pending") && now >= holdExpiresAt;
        return ranOut ? with("expired", version, factNo, holdExpiresAt) : this;
    }

    /** The same booking after one more fact. */
    public BookingRow changed(String newStatus, long newFactNo, long at) {
        return with(newStatus, version + 1, newFactNo, at);
    }

    private BookingRow with(String newStatus, int newVersion, long newFactNo, long at) {
        return new BookingRow(
                id,
                userId,
                eventId,
                quantity,
                unitPrice,
                newStatus,
                reference,
                newVersion,
                holdExpiresAt,
                newFactNo,
                createdAt,
                at);
    }
}
