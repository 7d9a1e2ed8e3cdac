package io.evently.event;

import java.util.List;
import java.util.UUID;

/** What came of a command. */
public sealed interface Decision {

    /**
     * Granted.
     *
     * @param facts what happened; empty if it was so already
     * @param bookingId the booking to answer with, or null to answer with the event
     */
    record Accepted(List<Fact> facts, UUID bookingId) implements Decision {
        public Accepted {
            facts = List.copyOf(facts);
        }
    }

    /**
     * The same request came before; nothing happens again.
     *
     * @param booking as it was first answered
     * @param byKey whether the client's idempotency key told, and not the node's own retry
     */
    record Repeated(Booking booking, boolean byKey) implements Decision {}

    /** @param currentPrice cents; what {@link Rejection#PRICE_CHANGED} tells the client */
    record Refused(Rejection rejection, long currentPrice) implements Decision {}
}
