package io.evently.event.actor;

import io.evently.event.Booking;
import io.evently.event.BookingLimit;
import io.evently.event.Promotion;
import io.evently.event.Rejection;
import io.evently.event.WaitlistEntry;
import io.evently.record.Kind;
import java.util.List;

/** What an event's actor answers. Components travel in their order: they are added at an end only. */
public sealed interface EventReply {

    /** @param event null, and never sent so: the event granted the command long ago, and was not asked what it is now */
    @Kind(3)
    record EventState(EventView event) implements EventReply {}

    /** @param replayed whether it repeats the answer to an earlier request of the client */
    @Kind(1)
    record BookingState(Booking booking, boolean replayed) implements EventReply {}

    /**
     * @param position of those who wait, from 1; 0: it is promoted
     * @param promotion the open one; null if there is none, or a node that does not tell was asked
     * @param replayed whether it repeats the answer to an earlier request with the same idempotency key
     */
    @Kind(4)
    record EntryState(WaitlistEntry entry, int position, Promotion promotion, boolean replayed) implements EventReply {}

    /** @param more whether somebody waits behind these */
    @Kind(5)
    record QueuePage(List<EntryState> entries, boolean more) implements EventReply {
        public QueuePage {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Certainly nothing happened.
     *
     * @param currentPrice cents
     * @param limit of {@link Rejection#BOOKING_LIMIT_REACHED}; null if a node that does not tell was asked
     */
    @Kind(2)
    record Refused(Rejection rejection, long currentPrice, BookingLimit limit) implements EventReply {
        public Refused(Rejection rejection, long currentPrice) {
            this(rejection, currentPrice, null);
        }
    }

    /** Certainly nothing happened. */
    @Kind(6)
    enum Busy implements EventReply {
        /** Past a bound, or the database did not take it. */
        INSTANCE,
        /** The event's journal cannot be read: that stays so until a person mends it. */
        UNREADABLE
    }

    /** It may or may not have happened: the write failed without saying so, or no answer came in time. */
    @Kind(7)
    enum Unknown implements EventReply {
        INSTANCE
    }
}
