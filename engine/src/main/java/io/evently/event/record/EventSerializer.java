package io.evently.event.record;

import io.evently.event.Commit;
import io.evently.event.state.Event;
import io.evently.record.RecordSerializer;

/** How commits and snapshots of events become bytes. */
public final class EventSerializer extends RecordSerializer {

    public EventSerializer() {
        super(
                781_001,
                new Form<>("commit:1", Commit.class, EventRecords::write, EventRecords::readCommit),
                // A version that knows no waitlist would read this as an event without one, and sell its seats.
                new Form<>("event:2", Event.class, EventRecords::write, EventRecords::readEvent),
                // As it was before there were waitlists.
                new Form<>("event:1", Event.class, EventRecords::write, EventRecords::readEvent));
    }
}
