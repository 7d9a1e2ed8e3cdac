package io.evently.tables;

import java.util.UUID;

/**
 * A row of {@code booking_attempts}. The array is not copied: nobody changes it.
 *
 * @param id UUIDv7, made when it happened: the order of lists
 * @param failureReason the code of the refusal; null: it succeeded
 * @param bookingId null: it failed
 * @param at microseconds
 * @param ipAddress in a row of the version before; else null, and never written
 * @param userAgent likewise
 * @param client address and agent, encrypted; null: unknown or forgotten, or in the two before
 */
@SuppressWarnings("ArrayRecordComponent") // a row on its way to or from the database, never compared
public record AttemptRow(
        UUID id,
        UUID eventId,
        UUID userId,
        int quantity,
        String failureReason,
        UUID bookingId,
        long at,
        String ipAddress,
        String userAgent,
        byte[] client) {

    /** {@code success} or {@code failed}. */
    public String result() {
        return failureReason == null ? "success" : "failed";
    }

    /** Without what tells of a person. */
    @Override
    public String toString() {
        return "AttemptRow(" + id + ")";
    }
}
