package io.evently.event;

import java.util.UUID;

/**
 * Somebody who waits for seats, or to whom they are promised. Immutable, because replies hand it to other threads.
 *
 * @param id made by the API node before it asks
 * @param quantity seats, 1 to 10: all of them or none
 * @param priority higher is served first; −1,000,000 to 1,000,000, 0 unless an admin says otherwise
 * @param joinedAt microseconds
 * @param joinNo the number of the fact that let them in: the order of those who came in one microsecond, and, since time
 *     never goes back within an event, the order of all
 * @param expiresAt when they stop waiting, microseconds; 0: never
 * @param promotionId the open promotion, or null while waiting
 */
public record WaitlistEntry(
        UUID id,
        UUID userId,
        int quantity,
        int priority,
        long joinedAt,
        long joinNo,
        long expiresAt,
        NotifyPrefs notifyPrefs,
        UUID promotionId) {

    public static final int HIGHEST_PRIORITY = 1_000_000;
    public static final int LOWEST_PRIORITY = -HIGHEST_PRIORITY;

    /** 2,000,001 priorities take 21 bits; 42 are left for the join number, enough for a fact each 0.1 ms in 13 years. */
    private static final int JOIN_BITS = 42;

    WaitlistEntry promoted(UUID promotion) {
        return new WaitlistEntry(id, userId, quantity, priority, joinedAt, joinNo, expiresAt, notifyPrefs, promotion);
    }

    public WaitlistStatus status() {
        return promotionId == null ? WaitlistStatus.WAITING : WaitlistStatus.PROMOTED;
    }

    /**
     * Its place among all who wait: the smaller key is served first. Not negative, and unique within the event.
     *
     * @throws IllegalStateException if the event has more facts than a key can number
     */
    public long queueKey() {
        return queueKey(priority, joinNo);
    }

    public static long queueKey(int priority, long joinNo) {
        if (joinNo >>> JOIN_BITS != 0) {
            throw new IllegalStateException("fact %d is too many for a queue".formatted(joinNo));
        }
        return ((long) (HIGHEST_PRIORITY - priority) << JOIN_BITS) | joinNo;
    }
}
