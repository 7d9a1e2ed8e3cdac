package io.evently.webhook;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Somebody who wants to be told.
 *
 * @param eventIds null: all
 * @param active else it is told nothing
 * @param since facts of this time and later, microseconds
 * @param secrets that sign, the newest first; none: they cannot be opened here
 */
record Subscription(
        UUID id,
        URI url,
        Set<WebhookType> types,
        Set<UUID> eventIds,
        boolean active,
        long since,
        List<byte[]> secrets) {

    boolean wants(WebhookMessage message) {
        return active
                && message.at() >= since
                && types.contains(message.type())
                && (eventIds == null || eventIds.contains(message.eventId()));
    }

    /** Without secrets, and without what the URL may have of them. */
    @Override
    public String toString() {
        return "Subscription(" + id + ")";
    }
}
