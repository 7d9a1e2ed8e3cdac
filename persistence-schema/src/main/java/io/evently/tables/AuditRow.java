package io.evently.tables;

import java.util.UUID;

/**
 * A row of the table {@code audit}. No personal data is in it.
 *
 * @param chain {@link AuditChain#number}
 * @param sequence within its chain, from 1; 0: not chained yet
 * @param at microseconds since 1970
 * @param actor null: Evently itself, or unknown
 * @param role {@code public}, {@code user}, {@code admin}, {@code system}, {@code operator}; null: not known
 * @param requestId null: no request
 * @param action what was done, as in {@code booking.confirmed}
 * @param entity to what: {@code booking}, {@code event}, …
 * @param entityId null: to nothing that has an id
 * @param eventId null: it concerns no event
 * @param changes by {@link AuditChanges}; null: nothing to tell
 * @param hash SHA-256; null: not chained yet
 */
@SuppressWarnings("ArrayRecordComponent") // compared by AuditVerification, not as a record
public record AuditRow(
        int chain,
        long sequence,
        long at,
        UUID actor,
        String role,
        String requestId,
        String action,
        String entity,
        UUID entityId,
        UUID eventId,
        String changes,
        byte[] hash) {

    /** What was done, before it has a place in a chain. */
    public static AuditRow of(
            long at,
            UUID actor,
            String role,
            String requestId,
            String action,
            String entity,
            UUID entityId,
            UUID eventId,
            String changes) {
        return new AuditRow(0, 0, at, actor, role, requestId, action, entity, entityId, eventId, changes, null);
    }

    /** @param newHash null: not computed yet */
    AuditRow chained(AuditChain newChain, long newSequence, byte[] newHash) {
        return new AuditRow(
                newChain.number(),
                newSequence,
                at,
                actor,
                role,
                requestId,
                action,
                entity,
                entityId,
                eventId,
                changes,
                newHash);
    }
}
