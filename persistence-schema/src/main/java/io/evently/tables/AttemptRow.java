package io.evently.tables;

import java.util.UUID;

/**
 * A row of {@code booking_attempts}.
 *
 * @param id UUIDv7, made when it happened: the order of lists
 * @param failureReason the code of the refusal; null: it succeeded
 * @param bookingId null: it failed
 * @param at microseconds
 * @param ipAddress as PostgreSQL's {@code inet} reads it; null: unknown
 * @param userAgent null: unknown
 */
public record AttemptRow(
        UUID id,
        UUID eventId,
        UUID userId,
        int quantity,
        String failureReason,
        UUID bookingId,
        long at,
        String ipAddress,
        String userAgent) {

    /** {@code success} or {@code failed}. */
    public String result() {
        return failureReason == null ? "success" : "failed";
    }
}
