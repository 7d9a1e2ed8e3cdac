package io.evently.user;

import io.evently.record.Kind;
import java.util.UUID;

/** What happened to the claim on an e-mail address; one fact is one record of the journal. */
public sealed interface ClaimFact {

    /**
     * The address is set aside for a user who is about to be registered; also when an earlier claim was abandoned.
     *
     * @param at microseconds
     */
    @Kind(1)
    record AddressClaimed(UUID userId, long at) implements ClaimFact {}

    /** The user came; the address is theirs. */
    @Kind(2)
    record ClaimConfirmed(UUID userId) implements ClaimFact {}

    /** The user was forgotten; the address is anybody's again. */
    @Kind(3)
    record ClaimReleased(UUID userId) implements ClaimFact {}
}
