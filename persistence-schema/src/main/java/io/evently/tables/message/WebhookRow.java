package io.evently.tables.message;

import java.util.List;
import java.util.UUID;

/**
 * A webhook, without its secrets. Times are microseconds.
 *
 * @param types words of {@code io.evently.webhook.WebhookType}
 * @param eventIds null: all events
 * @param offReason why it was switched off, if nobody wished it; else null
 * @param previousUntil until when the secret before signs, too; 0: there is none
 */
public record WebhookRow(
        UUID id,
        String url,
        List<String> types,
        List<UUID> eventIds,
        boolean active,
        String offReason,
        long previousUntil,
        long createdAt,
        UUID createdBy) {}
