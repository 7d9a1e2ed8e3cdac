package io.evently.event.record;

import io.evently.event.Commit;
import io.evently.event.state.Event;
import io.evently.event.state.FrozenEvent;
import io.evently.record.RecordSerializer;

/** How commits and snapshots of events become bytes. */
public final class EventSerializer extends RecordSerializer {

    public EventSerializer() {
        super(
                781_001,
                new Form<>("commit:1", Commit.class, EventRecords::write, EventRecords::readCommit),
                new Form<>("event:3", Event.class, EventRecords::write, EventRecords::readEvent),
                // The same, handed over while the event goes on.
                new Form<>("event:3", FrozenEvent.class, EventRecords::write, bytes -> EventRecords.readEvent(bytes)
                        .freeze()),
                // Before bookings were packed. What has no waitlist would sell the seats of one.
                new Form<>("event:2", Event.class, EventRecords::write, EventRecords::readListOfBookings),
                // As it was before there were waitlists.
                new Form<>("event:1", Event.class, EventRecords::write, EventRecords::readListOfBookings));
    }
}
