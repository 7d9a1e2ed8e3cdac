package io.evently.tables;

import java.util.UUID;

/**
 * A row of {@code waitlist_entries}.
 *
 * @param quantity seats, 1 to 10
 * @param priority higher is served first
 * @param joinedAt microseconds
 * @param joinNo the number of the fact that let them in: the order of those who joined in one microsecond
 * @param expiresAt when they stop waiting, microseconds; 0: never
 * @param status {@code waiting}, {@code promoted}, {@code converted}, {@code left} or {@code expired}
 * @param endReason why an entry ended that its user did not end; else null
 * @param priorityReason why the priority is what it is; null while nobody changed it
 * @param priorityBy who said so
 * @param factNo the last fact that is in the row
 */
public record WaitlistRow(
        UUID id,
        UUID userId,
        UUID eventId,
        int quantity,
        int priority,
        long joinedAt,
        long joinNo,
        long expiresAt,
        String status,
        String endReason,
        boolean notifyByEmail,
        boolean notifyInApp,
        String priorityReason,
        UUID priorityBy,
        long factNo,
        long updatedAt) {

    /** The same entry after one more fact. */
    public WaitlistRow changed(String newStatus, String newEndReason, long newFactNo, long at) {
        return with(priority, newStatus, newEndReason, priorityReason, priorityBy, newFactNo, at);
    }

    /** The same entry at another place of the queue. */
    public WaitlistRow prioritized(int newPriority, String reason, UUID by, long newFactNo, long at) {
        return with(newPriority, status, endReason, reason, by, newFactNo, at);
    }

    private WaitlistRow with(
            int newPriority,
            String newStatus,
            String newEndReason,
            String newPriorityReason,
            UUID newPriorityBy,
            long newFactNo,
            long at) {
        return new WaitlistRow(
                id,
                userId,
                eventId,
                quantity,
                newPriority,
                joinedAt,
                joinNo,
                expiresAt,
                newStatus,
                newEndReason,
                notifyByEmail,
                notifyInApp,
                newPriorityReason,
                newPriorityBy,
                newFactNo,
                at);
    }
}
