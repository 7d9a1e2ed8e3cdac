package io.evently.entity;

import io.evently.event.EventHead;
import io.evently.event.Tally;

/**
 * An event as it stands on disk: what {@code GET /v1/events/{id}} and {@code …/availability} show.
 *
 * @param waitlistLength entries that wait
 * @param nextDeadline when time alone next changes something, microseconds; {@code Long.MAX_VALUE} if nothing will
 */
public record EventView(EventHead event, Tally seats, int waitlistLength, long nextDeadline) {

    /** Grows with every change a client could see; the id of server-sent events. */
    public long revision() {
        return event.lastFact();
    }
}
