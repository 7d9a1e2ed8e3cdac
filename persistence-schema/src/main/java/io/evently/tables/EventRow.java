package io.evently.tables;

import java.util.UUID;

/**
 * A row of {@code events}.
 *
 * @param basePrice cents
 * @param revenue cents of all confirmed bookings
 * @param status {@code active}, {@code cancelled} or {@code completed}
 * @param version as clients see it
 * @param maxPerUser 0: no limit
 * @param waitlistPolicy {@code strict} or {@code first_fit}
 * @param pricingRule as in the API's JSON; null: none
 * @param endedAt when it was cancelled or completed; 0: neither
 * @param cancelReason null unless cancelled
 * @param factNo the last fact that is in the row
 * @param timeZone an IANA id, such as {@code Europe/Berlin}
 */
public record EventRow(
        UUID id,
        String name,
        String description,
        String venue,
        long eventDate,
        int capacity,
        int confirmed,
        int held,
        int promised,
        long basePrice,
        long currentPrice,
        long revenue,
        String status,
        int version,
        int maxPerBooking,
        int maxPerUser,
        int holdMinutes,
        String waitlistPolicy,
        int windowMinutes,
        String pricingRule,
        long endedAt,
        String cancelReason,
        UUID createdBy,
        long factNo,
        long createdAt,
        long updatedAt,
        String timeZone) {

    /** Seats nobody has. */
    public int available() {
        return capacity - confirmed - held - promised;
    }
}
