package io.evently.user;

import org.apache.pekko.actor.typed.ActorRef;

/** What the actor of a claim on an address understands. */
public sealed interface ClaimMessage {

    /** Decide this. Answered once its fact is on disk; safe to send again if no answer came. */
    record Ask(ClaimCommand command, ActorRef<ClaimReply> replyTo) implements ClaimMessage {}

    record WhoHolds(ActorRef<ClaimReply> replyTo) implements ClaimMessage {}

    /** Passivation, rebalancing, shutdown. */
    enum Stop implements ClaimMessage {
        INSTANCE
    }
}
