package io.evently.entity;

import io.evently.event.Booking;
import io.evently.event.Rejection;

/** What an event's actor answers. */
public sealed interface EventReply extends Message {

    record EventState(EventView event) implements EventReply {}

    /** @param replayed whether it repeats the answer to an earlier request with the same idempotency key */
    record BookingState(Booking booking, boolean replayed) implements EventReply {}

    /** @param currentPrice cents */
    record Refused(Rejection rejection, long currentPrice) implements EventReply {}

    /** Past a bound, or the database did not take it; certainly nothing happened. */
    enum Busy implements EventReply {
        INSTANCE
    }

    /** It may or may not have happened: the write failed without saying so, or no answer came in time. */
    enum Unknown implements EventReply {
        INSTANCE
    }
}
