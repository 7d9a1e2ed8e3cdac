package io.evently.event.rules;

import io.evently.event.Booking;
import io.evently.event.EventCommand.RemoveUser;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.event.WaitlistEntry;
import io.evently.event.state.Event;
import java.util.ArrayList;
import java.util.List;

/** What a user who may come no more has of an event ends; what is confirmed stays. */
final class RemovalRules {

    private RemovalRules() {}

    static Decision remove(Event event, RemoveUser remove) {
        List<Fact> facts = new ArrayList<>(2);
        if (event.status() == EventStatus.ACTIVE) {
            // One at most: nobody has two open holds of an event.
            if (event.bookings().hasOpenHold(remove.userId())) {
                for (Booking hold : event.bookings().openHolds()) {
                    if (hold.userId().equals(remove.userId())) {
                        facts.add(new Fact.BookingCancelled(hold.id(), remove.by(), remove.reason()));
                    }
                }
            }
            WaitlistEntry entry = event.waitlist().entryOf(remove.userId());
            if (entry != null) {
                facts.add(new Fact.WaitlistLeft(entry.id(), remove.by(), remove.reason()));
            }
        }
        return Decision.event(facts);
    }
}
