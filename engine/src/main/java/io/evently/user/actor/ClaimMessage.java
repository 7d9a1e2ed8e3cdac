package io.evently.user.actor;

import io.evently.record.Kind;
import io.evently.user.ClaimCommand;
import org.apache.pekko.actor.typed.ActorRef;

/** What the actor of a claim on an address understands. */
public sealed interface ClaimMessage {

    /** Decide this. Answered once its fact is on disk; safe to send again if no answer came. */
    @Kind(1)
    record Ask(ClaimCommand command, ActorRef<ClaimReply> replyTo) implements ClaimMessage {}

    @Kind(2)
    record WhoHolds(ActorRef<ClaimReply> replyTo) implements ClaimMessage {}

    /** Passivation, rebalancing, shutdown. */
    @Kind(3)
    enum Stop implements ClaimMessage {
        INSTANCE
    }
}
