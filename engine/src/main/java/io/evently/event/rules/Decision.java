package io.evently.event.rules;

import io.evently.event.Booking;
import io.evently.event.BookingLimit;
import io.evently.event.Fact;
import io.evently.event.Promotion;
import io.evently.event.Rejection;
import io.evently.event.WaitlistEntry;
import io.evently.event.state.Event;
import java.util.List;
import java.util.UUID;

/** What came of a command. */
public sealed interface Decision {

    /**
     * Granted.
     *
     * @param facts what happened; empty if it was so already
     * @param subject what to answer with
     * @param id of the booking or entry to answer with, else null
     */
    record Accepted(List<Fact> facts, Subject subject, UUID id) implements Decision {
        public Accepted {
            facts = List.copyOf(facts);
        }
    }

    /** What an answer is about. */
    enum Subject {
        EVENT,
        BOOKING,
        ENTRY
    }

    /**
     * The same request came before; nothing happens again.
     *
     * @param booking as it was first answered
     * @param byClient whether the client repeated it, by its idempotency key or a claim by its promotion, and not the node
     */
    record Repeated(Booking booking, boolean byClient) implements Decision {}

    /**
     * The same request to join came before; nothing happens again.
     *
     * @param entry as it was first answered
     * @param position as it was first answered: from 1; 0: it was promoted at once
     * @param promotion as it was first answered, or null
     * @param byKey whether the client's idempotency key told, and not the node's own retry
     */
    record RepeatedJoin(WaitlistEntry entry, int position, Promotion promotion, boolean byKey) implements Decision {}

    /**
     * Not granted.
     *
     * @param currentPrice cents; what {@link Rejection#PRICE_CHANGED} tells the client
     * @param limit what {@link Rejection#BOOKING_LIMIT_REACHED} tells the client; null for all others
     */
    record Refused(Rejection rejection, long currentPrice, BookingLimit limit) implements Decision {}

    /** Granted, and answered with the event; as the two below are with a booking and an entry. */
    static Decision event(List<Fact> facts) {
        return new Accepted(facts, Subject.EVENT, null);
    }

    static Decision booking(UUID id, List<Fact> facts) {
        return new Accepted(facts, Subject.BOOKING, id);
    }

    static Decision entry(UUID id, List<Fact> facts) {
        return new Accepted(facts, Subject.ENTRY, id);
    }

    static Decision accept(Fact fact) {
        return event(List.of(fact));
    }

    /** It is so already. */
    static Decision unchanged() {
        return event(List.of());
    }

    static Decision refuse(Event event, Rejection rejection) {
        return new Refused(rejection, event.currentPrice(), null);
    }

    static Decision refuse(Event event, BookingLimit limit) {
        return new Refused(Rejection.BOOKING_LIMIT_REACHED, event.currentPrice(), limit);
    }
}
