package io.evently.tables.message;

import java.util.UUID;

/**
 * A mail as the log shows it, without what it says and to which address.
 *
 * @param cause a word of {@code io.evently.message.Cause}; null: it is from before causes were kept
 * @param type a word of the enum {@code message_type}
 * @param provider {@code smtp}, {@code sendgrid}, {@code file}; null: none was asked yet
 * @param status {@code pending}, {@code sent}, {@code failed} or {@code bounced}
 * @param lastAttemptAt microseconds; 0: there was none
 * @param nextAttemptAt microseconds; 0: there is none
 * @param deliveredAt when the recipient's server took it, as the provider tells, microseconds; 0: unknown
 * @param error why the last attempt failed; null: it did not
 * @param eventId null: it tells of none
 * @param reference of the booking it tells of; null: of none
 * @param messageId its header; null: not sent yet
 * @param providerId what the provider calls it; null: nothing
 * @param createdAt microseconds
 */
public record DeliveryRow(
        UUID id,
        UUID userId,
        String cause,
        String type,
        String provider,
        String status,
        int attempts,
        long lastAttemptAt,
        long nextAttemptAt,
        long deliveredAt,
        String error,
        String eventId,
        String reference,
        String messageId,
        String providerId,
        long createdAt) {}
