package io.evently.entity;

import io.evently.event.EventCommand;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/** What an event's actor understands. */
public sealed interface EventMessage extends Message {

    /** A message somebody waits for an answer to. */
    sealed interface Request extends EventMessage {
        ActorRef<EventReply> replyTo();
    }

    /** Decide this. Answered once its facts are on disk. */
    record Ask(EventCommand command, ActorRef<EventReply> replyTo) implements Request {}

    record GetEvent(ActorRef<EventReply> replyTo) implements Request {}

    /** @param asAdmin whether {@code by} may see what is not theirs */
    record GetBooking(UUID bookingId, UUID by, boolean asAdmin, ActorRef<EventReply> replyTo) implements Request {}

    /** The live entry of a user. */
    record GetEntry(UUID userId, ActorRef<EventReply> replyTo) implements Request {}

    /**
     * Who waits, in order.
     *
     * @param afterKey the {@link io.evently.event.WaitlistEntry#queueKey} of the last entry of the page before; −1: from
     *     the head
     * @param limit at most so many entries
     */
    record GetQueue(long afterKey, int limit, ActorRef<EventReply> replyTo) implements Request {}

    /** Decide what is buffered, and end what is due. Sent by the actor to itself, and by whoever finds something due. */
    enum Flush implements EventMessage {
        INSTANCE
    }

    /** Finish what is buffered, then stop: passivation, rebalancing, shutdown. */
    enum Stop implements EventMessage {
        INSTANCE
    }
}
