package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.EventCommand;
import io.evently.event.EventStatus;
import io.evently.event.actor.EventView;
import io.evently.event.actor.StoredEvents;
import io.evently.event.state.Event;
import io.evently.event.state.EventSummary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Events that are over are shown from the tables as their actors would show them, and only if that is certain. */
class EndedEventsTest {

    private static final UUID BOOKED = eventId(1);
    private static final UUID NEVER_BOOKED = eventId(2);
    private static final UUID ON_SALE = eventId(3);

    @Test
    void theTablesShowThemAsTheActorWouldFromADayOn() throws Exception {
        try (JournalFixture journal = JournalFixture.empty("ended_events")) {
            var history = new History(journal, 7);
            history.live(24, 400);
            long at = history.now() + History.DAY;
            for (UUID id : List.of(BOOKED, NEVER_BOOKED, ON_SALE)) {
                journal.commit(id, at, History.create(id, "Concert", 10, at + History.DAY));
            }
            for (UUID id : List.of(BOOKED, ON_SALE)) {
                journal.commit(id, at, History.book(new UUID(3, id.getLeastSignificantBits()), new UUID(7, 1), 2));
            }
            for (UUID id : List.of(BOOKED, NEVER_BOOKED)) {
                journal.commit(id, at, new EventCommand.CancelEvent("rain", EventCommand.IfMatch.ANY, History.ADMIN));
            }
            journal.follow(journal.projector());

            try (StoredEvents stored = new StoredEvents(journal.shards())) {
                assertThat(shown(stored, BOOKED, at + History.DAY))
                        .as("a day is not over")
                        .isEmpty();
            }
            int ended = 0;
            try (StoredEvents stored = new StoredEvents(journal.shards())) {
                assertThat(shown(stored, NEVER_BOOKED, at + 2 * History.DAY))
                        .as("may be deleted")
                        .isEmpty();
                assertThat(shown(stored, ON_SALE, at + 2 * History.DAY)).isEmpty();
                assertThat(shown(stored, UUID.randomUUID(), at + 2 * History.DAY))
                        .isEmpty();
                for (Map.Entry<UUID, Event> each : journal.events().entrySet()) {
                    Event event = each.getValue();
                    Optional<EventView> view = isHere(each.getKey())
                            ? shown(stored, each.getKey(), at + 2 * History.DAY)
                            : Optional.empty();
                    boolean over = event.exists() && event.status() != EventStatus.ACTIVE && event.everBooked();
                    if (isHere(each.getKey())) {
                        assertThat(view.isPresent()).isEqualTo(over);
                    }
                    view.ifPresent(tables -> mustShow(tables, event));
                    ended += view.isPresent() ? 1 : 0;
                }
            }
            assertThat(ended).isGreaterThan(1);
        }
    }

    private static void mustShow(EventView tables, Event event) {
        EventSummary head = event.head();
        assertThat(tables.event())
                .usingRecursiveComparison()
                .ignoringFields("pricingStep", "lastAt")
                .isEqualTo(head);
        assertThat(tables.seats()).isEqualTo(event.tally());
        assertThat(tables.waitlistLength()).isEqualTo(event.queue().waiting());
        assertThat(tables.revision()).isEqualTo(event.lastFact());
    }

    private static Optional<EventView> shown(StoredEvents stored, UUID id, long now) {
        return stored.ended(id, now).join();
    }

    private static boolean isHere(UUID id) {
        return io.evently.database.Shards.shardOf(id) == JournalFixture.SHARD;
    }

    /** In the database that the journal is in. */
    private static UUID eventId(int number) {
        long low = number * 1_000L;
        while (!isHere(new UUID(2, low))) {
            low++;
        }
        return new UUID(2, low);
    }
}
