package io.evently.user;

import io.evently.entity.Message;
import java.util.UUID;

/** What the actor of a claim on an address answers. */
public sealed interface ClaimReply extends Message {

    /** The address is set aside for whom it was asked, or confirmed to be theirs. */
    enum Granted implements ClaimReply {
        INSTANCE
    }

    enum Taken implements ClaimReply {
        INSTANCE
    }

    /** The claim's journal cannot be read; nothing happened. */
    enum Unreadable implements ClaimReply {
        INSTANCE
    }

    /** @see ClaimDecision.Overdue */
    record Overdue(UUID userId) implements ClaimReply {}

    /** @param userId whom the address is set aside for, registered or not; null if for nobody */
    record HeldBy(UUID userId) implements ClaimReply {}
}
