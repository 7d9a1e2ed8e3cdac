package io.evently.event.state;

import io.evently.event.KeyedJoin;
import io.evently.event.Promotion;
import io.evently.event.QueueCounts;
import io.evently.event.WaitlistEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * An event as it was when this was made, while the event goes on: what its snapshot is written from. May be handed to
 * another thread.
 *
 * @param entries those who wait or are promoted
 * @param promotions the open ones, and those that ended of late
 * @param keyedJoins whose keys are remembered, in the order of joining
 */
public record FrozenEvent(
        EventSummary head,
        FrozenBookings bookings,
        List<WaitlistEntry> entries,
        List<Promotion> promotions,
        QueueCounts queue,
        List<KeyedJoin> keyedJoins) {

    static FrozenEvent of(Event event) {
        Waitlist waitlist = event.waitlist();
        List<Promotion> promotions = new ArrayList<>();
        waitlist.promotions().forEach(promotions::add);
        List<KeyedJoin> keyedJoins = new ArrayList<>();
        waitlist.keyedJoins().forEach(keyedJoins::add);
        return new FrozenEvent(
                event.head(), event.bookings().freeze(), waitlist.entries(), promotions, event.queue(), keyedJoins);
    }
}
