package io.evently.event;

import java.util.UUID;

/**
 * Somebody joined the waitlist with an idempotency key; kept for 24 hours, so that a repeat is answered as the first time.
 *
 * @param entry as it was first answered: promoted, if joining was enough for that
 * @param position as it was first answered, if it waited: from 1
 */
public record KeyedJoin(WaitlistEntry entry, int position, KeyHash key) {

    /** The same, promoted by the very joining. */
    public KeyedJoin promoted(UUID promotionId) {
        return new KeyedJoin(entry.promoted(promotionId), 0, key);
    }
}
