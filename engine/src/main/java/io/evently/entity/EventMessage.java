package io.evently.entity;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
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
    record Ask(
            @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
                    @JsonSubTypes({
                        @JsonSubTypes.Type(value = EventCommand.CreateEvent.class, name = "create"),
                        @JsonSubTypes.Type(value = EventCommand.ChangeEvent.class, name = "change"),
                        @JsonSubTypes.Type(value = EventCommand.SetPrice.class, name = "price"),
                        @JsonSubTypes.Type(value = EventCommand.CancelEvent.class, name = "cancel"),
                        @JsonSubTypes.Type(value = EventCommand.CompleteEvent.class, name = "complete"),
                        @JsonSubTypes.Type(value = EventCommand.DeleteEvent.class, name = "delete"),
                        @JsonSubTypes.Type(value = EventCommand.Book.class, name = "book"),
                        @JsonSubTypes.Type(value = EventCommand.ConfirmHold.class, name = "confirm"),
                        @JsonSubTypes.Type(value = EventCommand.CancelBooking.class, name = "cancel-booking"),
                        @JsonSubTypes.Type(value = EventCommand.JoinWaitlist.class, name = "join"),
                        @JsonSubTypes.Type(value = EventCommand.LeaveWaitlist.class, name = "leave"),
                        @JsonSubTypes.Type(value = EventCommand.SetPriority.class, name = "priority"),
                        @JsonSubTypes.Type(value = EventCommand.ClaimPromotion.class, name = "claim"),
                        @JsonSubTypes.Type(value = EventCommand.DeclinePromotion.class, name = "decline")
                    })
                    EventCommand command,
            ActorRef<EventReply> replyTo)
            implements Request {}

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
