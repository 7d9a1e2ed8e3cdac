package io.evently.event;

import io.evently.event.Decision.Subject;
import java.util.ArrayList;
import java.util.List;

/** What a user who may come no more has of an event ends; what is confirmed stays. Nothing is due: {@link Owed} comes first. */
final class RemovalRules {

    private RemovalRules() {}

    static Decision decide(Event event, EventCommand.RemoveUser remove) {
        List<Fact> facts = new ArrayList<>(2);
        if (event.status() == EventStatus.ACTIVE) {
            // One at most: nobody has two open holds of an event.
            if (event.hasOpenHold(remove.userId())) {
                for (Booking hold : event.openHolds()) {
                    if (hold.userId().equals(remove.userId())) {
                        facts.add(new Fact.BookingCancelled(hold.id(), remove.by(), remove.reason()));
                    }
                }
            }
            WaitlistEntry entry = event.entryOf(remove.userId());
            if (entry != null) {
                facts.add(new Fact.WaitlistLeft(entry.id(), remove.by(), remove.reason()));
            }
        }
        return new Decision.Accepted(facts, Subject.EVENT, null);
    }
}
