package io.evently.event.actor;

import io.evently.event.Booking;
import io.evently.event.Rejection;
import io.evently.event.WaitlistEntry;
import io.evently.event.actor.EventMessage.Ask;
import io.evently.event.actor.EventMessage.GetBooking;
import io.evently.event.actor.EventMessage.GetEntry;
import io.evently.event.actor.EventMessage.GetEvent;
import io.evently.event.actor.EventMessage.GetQueue;
import io.evently.event.actor.EventMessage.Request;
import io.evently.event.rules.Decision;
import io.evently.event.rules.GroupCommit;
import io.evently.event.state.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What an event answers to a request, as it will stand once the round is on disk. */
final class EventAnswers {

    private EventAnswers() {}

    /**
     * Decides a command, or reads.
     *
     * @param at microseconds; reads show what time has ended by then as ended
     * @param round settled, if the request is a command
     */
    static EventReply to(Request request, Event event, long at, GroupCommit round) {
        if (request instanceof Ask ask) {
            return to(round.decide(ask.command(), ask.origin()), event, at);
        }
        if (!event.exists()) {
            return new EventReply.Refused(Rejection.EVENT_NOT_FOUND, 0);
        }
        if (request instanceof GetBooking get) {
            return toReader(event.booking(get.bookingId(), at), get.by(), get.asAdmin());
        }
        if (request instanceof GetEntry get) {
            WaitlistEntry entry = event.waitlist().entryOf(get.userId());
            return entry == null ? new EventReply.Refused(Rejection.ENTRY_NOT_FOUND, 0) : entryState(event, entry, at);
        }
        if (request instanceof GetQueue get) {
            return queuePage(event, get);
        }
        if (request instanceof GetEvent) {
            return new EventReply.EventState(view(event));
        }
        throw new IllegalArgumentException("nothing answers " + request);
    }

    /** @param booking null: there is none */
    static EventReply toReader(Booking booking, UUID by, boolean asAdmin) {
        return booking != null && booking.isOpenTo(by, asAdmin)
                ? new EventReply.BookingState(booking, false)
                : new EventReply.Refused(Rejection.BOOKING_NOT_FOUND, 0);
    }

    /** What came of a command, as everything it led to has left it. */
    private static EventReply to(Decision decision, Event event, long at) {
        if (decision instanceof Decision.Accepted accepted) {
            return switch (accepted.subject()) {
                case EVENT -> new EventReply.EventState(view(event));
                case BOOKING -> new EventReply.BookingState(event.booking(accepted.id(), at), false);
                case ENTRY -> entryState(event, event.waitlist().entry(accepted.id()), at);
            };
        }
        if (decision instanceof Decision.Repeated repeated) {
            return new EventReply.BookingState(repeated.booking(), repeated.byClient());
        }
        if (decision instanceof Decision.RepeatedJoin join) {
            return new EventReply.EntryState(join.entry(), join.position(), join.promotion(), join.byKey());
        }
        Decision.Refused refused = (Decision.Refused) decision;
        return new EventReply.Refused(refused.rejection(), refused.currentPrice(), refused.limit());
    }

    private static EventReply.EntryState entryState(Event event, WaitlistEntry entry, long at) {
        return new EventReply.EntryState(entry, event.positionOf(entry), event.openPromotionOf(entry, at), false);
    }

    /** One more than asked for tells whether there is more; who follows whom needs one look-up of a position. */
    private static EventReply.QueuePage queuePage(Event event, GetQueue get) {
        List<WaitlistEntry> found = event.waiting(get.afterKey(), get.limit() + 1);
        int first = found.isEmpty() ? 0 : event.positionOf(found.get(0));
        List<EventReply.EntryState> page = new ArrayList<>(get.limit());
        for (WaitlistEntry entry : found.subList(0, Math.min(found.size(), get.limit()))) {
            page.add(new EventReply.EntryState(entry, first + page.size(), null, false));
        }
        return new EventReply.QueuePage(page, found.size() > get.limit());
    }

    static EventView view(Event event) {
        return new EventView(event.head(), event.tally(), event.queue().waiting(), event.nextDeadline());
    }
}
