package io.evently.user;

import org.apache.pekko.actor.typed.ActorRef;

/** What a user's actor understands. */
public sealed interface UserMessage {

    /** Decide this. Answered once its fact is on disk; safe to send again if no answer came. */
    record Ask(UserCommand command, ActorRef<UserReply> replyTo) implements UserMessage {}

    record Look(ActorRef<UserReply> replyTo) implements UserMessage {}

    /** Passivation, rebalancing, shutdown. */
    enum Stop implements UserMessage {
        INSTANCE
    }
}
