package io.evently.routes;

import io.evently.event.Booking;
import io.evently.event.actor.EventReply;
import io.evently.event.actor.EventView;
import io.evently.http.answer.Reply;
import java.util.UUID;
import java.util.function.Function;

/** What an event's reply is in HTTP: the granted case is the route's, everything else is the same everywhere. */
final class EventReplies {

    private EventReplies() {}

    /** For commands: no answer in time means that the outcome is unknown. */
    static Reply toCommand(EventReply reply, Function<EventView, Reply> granted) {
        return reply instanceof EventReply.EventState state ? granted.apply(state.event()) : refusal(reply);
    }

    static Reply toBooking(EventReply reply, Function<Booking, Reply> granted) {
        return reply instanceof EventReply.BookingState state ? granted.apply(state.booking()) : refusal(reply);
    }

    static Reply toEntry(EventReply reply, Function<EventReply.EntryState, Reply> granted) {
        return reply instanceof EventReply.EntryState state ? granted.apply(state) : refusal(reply);
    }

    /** For reads. */
    static Reply toRead(EventReply reply, Function<EventView, Reply> granted) {
        return toCommand(ofRead(reply), granted);
    }

    /** A read that got no answer in time changed nothing: the event is busy. */
    static EventReply ofRead(EventReply reply) {
        return reply instanceof EventReply.Unknown ? EventReply.Busy.INSTANCE : reply;
    }

    /** A booking that was made, or is shown again to who repeats the request. */
    static Reply toMadeBooking(UUID eventId, EventReply reply) {
        if (!(reply instanceof EventReply.BookingState state)) {
            return refusal(reply);
        }
        Booking booking = state.booking();
        Reply made = Reply.created(
                "/v1/events/" + eventId + "/bookings/" + booking.id(), BookingDocument.of(eventId, booking));
        return state.replayed() ? replayed(made) : made;
    }

    /** The answer to an earlier request, given again. */
    static Reply replayed(Reply first) {
        return first.header("Idempotent-Replayed", "true");
    }

    static Reply refusal(EventReply reply) {
        if (reply instanceof EventReply.Refused refused) {
            return Reply.of(Rejections.problem(refused));
        }
        if (reply == EventReply.Busy.UNREADABLE) {
            return Reply.of(Rejections.unreadable("This event"));
        }
        return Reply.of(reply instanceof EventReply.Busy ? Rejections.busy() : Rejections.unknown());
    }
}
