package io.evently.tables.message;

import java.util.UUID;

/**
 * A message to a webhook, as admins see it. Times are microseconds; 0: none.
 *
 * @param part 0, or 1 for the second message of a fact
 * @param dueAt of the next attempt
 * @param createdAt the time of the fact
 * @param httpStatus of the last answer; 0: there was none
 * @param error why the last attempt failed; null: it did not, or there was none
 */
public record WebhookDeliveryRow(
        UUID webhookId,
        UUID id,
        UUID eventId,
        long factNo,
        int part,
        String type,
        String status,
        int attempts,
        long dueAt,
        long createdAt,
        long attemptedAt,
        int httpStatus,
        String error) {

    public static final String PENDING = "pending";
    public static final String DELIVERED = "delivered";
    public static final String FAILED = "failed";

    /** What receivers know it by ({@code webhook-id}), at each attempt the same. */
    public String messageId() {
        return messageId(eventId, factNo, part);
    }

    /** The same of a message that is no row yet. */
    public static String messageId(UUID eventId, long factNo, int part) {
        return eventId + "_" + factNo + (part == 0 ? "" : "_" + (part + 1));
    }
}
