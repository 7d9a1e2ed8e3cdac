package io.evently.event.actor;

import io.evently.event.EventCommand;
import io.evently.event.Origin;
import io.evently.record.Kind;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/** What an event's actor understands. Components travel in their order: they are added at an end only. */
public sealed interface EventMessage {

    /** {@link Request#validUntil} of a request that somebody always waits for, or of a node that does not say. */
    long NO_END = 0;

    /** A message somebody waits for an answer to. */
    sealed interface Request extends EventMessage {
        ActorRef<EventReply> replyTo();

        /**
         * When nobody waits for the answer any more, microseconds by the asker's wall clock; {@link #NO_END}: never. What
         * comes later is not decided: its asker was told that the outcome is unknown, and may have asked anew.
         */
        long validUntil();

        default boolean isOver(long wall) {
            return validUntil() != NO_END && wall > validUntil();
        }
    }

    /**
     * Decide this. Answered once its facts are on disk.
     *
     * @param origin whose wish it is
     */
    @Kind(1)
    record Ask(ActorRef<EventReply> replyTo, EventCommand command, long validUntil, Origin origin) implements Request {

        /** Of unknown origin. */
        public Ask(ActorRef<EventReply> replyTo, EventCommand command, long validUntil) {
            this(replyTo, command, validUntil, Origin.UNKNOWN);
        }
    }

    /**
     * The event now, and then whenever it changes.
     *
     * @param watchMillis for so long the asker is told of changes, 0: not at all. A node of a version that does not know
     *     this answers once, so whoever goes on asking sees changes later, and not never.
     */
    @Kind(2)
    record GetEvent(ActorRef<EventReply> replyTo, long validUntil, long watchMillis) implements Request {

        /** The event now. */
        public GetEvent(ActorRef<EventReply> replyTo, long validUntil) {
            this(replyTo, validUntil, 0);
        }
    }

    /** @param asAdmin whether {@code by} may see what is not theirs */
    @Kind(3)
    record GetBooking(ActorRef<EventReply> replyTo, UUID bookingId, UUID by, boolean asAdmin, long validUntil)
            implements Request {}

    /** The live entry of a user. */
    @Kind(4)
    record GetEntry(ActorRef<EventReply> replyTo, UUID userId, long validUntil) implements Request {}

    /**
     * Who waits, in order.
     *
     * @param afterKey the {@link io.evently.event.WaitlistEntry#queueKey} of the last entry of the page before; −1: from
     *     the head
     * @param limit at most so many entries
     */
    @Kind(5)
    record GetQueue(ActorRef<EventReply> replyTo, long afterKey, int limit, long validUntil) implements Request {}

    /** Decide what is buffered, and end what is due. Sent by the actor to itself, and by whoever finds something due. */
    @Kind(6)
    enum Flush implements EventMessage {
        INSTANCE
    }

    /** Finish what is buffered, then stop: passivation, rebalancing, shutdown. */
    @Kind(7)
    enum Stop implements EventMessage {
        INSTANCE
    }

    /** What only the event's own node tells it; never sent to another. */
    sealed interface Local extends EventMessage {}

    /** Its memory is wanted for others: it asks its shard to stop it. */
    enum Retire implements Local {
        INSTANCE
    }

    /** Its journal is not the one it read: what it remembers may be more than what is true. */
    enum Reread implements Local {
        INSTANCE
    }

    /** Who wakes it knows of its next deadline: it may stop. */
    enum Noted implements Local {
        INSTANCE
    }
}
