package io.evently.user.actor;

import io.evently.event.Origin;
import io.evently.record.Kind;
import io.evently.user.UserCommand;
import org.apache.pekko.actor.typed.ActorRef;

/** What a user's actor understands. */
public sealed interface UserMessage {

    /**
     * Decide this. Answered once its fact is on disk; safe to send again if no answer came.
     *
     * @param origin whose wish it is
     */
    @Kind(1)
    record Ask(UserCommand command, ActorRef<UserReply> replyTo, Origin origin) implements UserMessage {

        /** Of unknown origin. */
        public Ask(UserCommand command, ActorRef<UserReply> replyTo) {
            this(command, replyTo, Origin.UNKNOWN);
        }
    }

    @Kind(2)
    record Look(ActorRef<UserReply> replyTo) implements UserMessage {}

    /** Passivation, rebalancing, shutdown. */
    @Kind(3)
    enum Stop implements UserMessage {
        INSTANCE
    }
}
