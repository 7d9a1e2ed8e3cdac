package io.evently.user.actor;

import io.evently.record.Kind;
import io.evently.user.ClaimDecision;
import java.util.UUID;

/** What the actor of a claim on an address answers. */
public sealed interface ClaimReply {

    /** The address is set aside for whom it was asked, or confirmed to be theirs. */
    @Kind(1)
    enum Granted implements ClaimReply {
        INSTANCE
    }

    @Kind(2)
    enum Taken implements ClaimReply {
        INSTANCE
    }

    /** The claim's journal cannot be read; nothing happened. */
    @Kind(5)
    enum Unreadable implements ClaimReply {
        INSTANCE
    }

    /** @see ClaimDecision.Overdue */
    @Kind(3)
    record Overdue(UUID userId) implements ClaimReply {}

    /**
     * @param userId whom the address is set aside for, registered or not; null if for nobody
     * @param claimedAt what tells this claim from others of theirs
     */
    @Kind(4)
    record HeldBy(UUID userId, long claimedAt) implements ClaimReply {

        public HeldBy(UUID userId) {
            this(userId, 0);
        }
    }
}
