package io.evently.event.actor;

import io.evently.event.EventCommand.CreateEvent;
import io.evently.event.SeatCounts;
import io.evently.event.rules.GroupCommit;
import io.evently.event.state.Event;
import io.evently.event.state.EventSummary;

/**
 * An event as it stands on disk: what {@code GET /v1/events/{id}} and {@code …/availability} show.
 *
 * @param waitlistLength entries that wait
 * @param nextDeadline when time alone next changes something, microseconds; {@code Long.MAX_VALUE} if nothing will
 */
public record EventView(EventSummary event, SeatCounts seats, int waitlistLength, long nextDeadline) {

    /** An event as it was first shown, when it was created at {@code at} (microseconds). */
    public static EventView asCreated(CreateEvent create, long at) {
        Event event = new Event();
        new GroupCommit(event, at, 1).decide(create);
        return EventAnswers.view(event);
    }

    /** Grows with every change a client could see; the id of server-sent events. */
    public long revision() {
        return event.lastFact();
    }
}
