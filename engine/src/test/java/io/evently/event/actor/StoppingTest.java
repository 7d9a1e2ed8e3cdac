package io.evently.event.actor;

import static io.evently.event.actor.TestEvents.ADMIN;
import static io.evently.event.actor.TestEvents.actor;
import static io.evently.event.actor.TestEvents.await;
import static io.evently.event.actor.TestEvents.book;
import static io.evently.event.actor.TestEvents.bookMany;
import static io.evently.event.actor.TestEvents.bookingOf;
import static io.evently.event.actor.TestEvents.execute;
import static io.evently.event.actor.TestEvents.facts;
import static io.evently.event.actor.TestEvents.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.event.Booking;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.EventCommand.JoinWaitlist;
import io.evently.event.Fact;
import io.evently.event.NotifyPrefs;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** Ring 2: an event always stops or serves, whatever its database does meanwhile. */
class StoppingTest {

    private static final String FALLS_ASLEEP =
            "pekko.cluster.sharding.passivation.evently-strategy.idle-entity.timeout = 1s";

    @Test
    void anEventWhoseDatabaseIsAwayWhenItStopsAnswersTheNextRequest() throws SQLException {
        List<String> own = TestNode.databases("away_at_stop");
        try (TestNode node = TestNode.start(own, Clock.systemUTC(), System::nanoTime, FALLS_ASLEEP)) {
            UUID event = TestEvents.create(node, 2_000);
            bookMany(node, event, 600);
            String url = own.get(Shards.shardOf(event));

            execute(url, "alter table event_journal rename to journal_gone");
            // It tried to leave a snapshot, and could not write the record that goes with it.
            await(() -> node.hosted() == 0);
            execute(url, "alter table journal_gone rename to event_journal");

            Book book = bookingOf(node, 1);
            await(() -> await(node.events().ask(event, book)) instanceof EventReply.BookingState);
            assertThat(view(node, event).seats().confirmed()).isEqualTo(601);
        }
    }

    @Test
    void anEventThatIsToldToStopKeepsWhatItOwesFirst() throws SQLException {
        List<String> own = TestNode.databases("owed_at_stop");
        int waiting = 300;
        try (TestNode node =
                TestNode.start(own, Clock.systemUTC(), System::nanoTime, "evently.engine.max-due-per-commit = 10")) {
            UUID event = TestEvents.create(node, 1);
            book(node, event, 1);
            join(node, event, waiting);

            CompletableFuture<EventReply> grown = node.events().ask(event, capacity(1 + waiting));
            actor(node, event).tell(EventMessage.Stop.INSTANCE);

            await(grown);
            await(() -> facts(own, event, Fact.PromotionMade.class) == waiting);
        }
    }

    /** What would be dropped might be the word to stop, which the shard says only once. */
    @Test
    void nothingThatComesWhileAnEventWaitsToBeReadAgainIsDropped() throws Exception {
        List<String> own = TestNode.databases("stash");
        int many = 6_000;
        try (TestNode node = TestNode.start(own)) {
            UUID event = TestEvents.create(node, 10);
            String url = own.get(Shards.shardOf(event));
            CountDownLatch answered = new CountDownLatch(many);
            ActorRef<EventReply> asker = node.system()
                    .systemActorOf(
                            Behaviors.receiveMessage(reply -> {
                                answered.countDown();
                                return Behaviors.same();
                            }),
                            "asker",
                            Props.empty());

            execute(url, "alter table event_journal rename to journal_gone");
            CompletableFuture<EventReply> failing = node.events().ask(event, bookingOf(node, 1));
            await(() -> node.hosted() == 0);
            for (int i = 0; i < many; i++) {
                actor(node, event).tell(new EventMessage.GetEvent(asker, EventMessage.NO_END));
            }
            execute(url, "alter table journal_gone rename to event_journal");

            assertThat(answered.await(2, TimeUnit.MINUTES)).isTrue();
            await(failing);
        }
    }

    @Test
    void anEventThatStopsLeavesWordOfItsNextDeadline() throws SQLException {
        List<String> own = TestNode.databases("word_at_stop");
        ConcurrentHashMap<UUID, Long> asleep = new ConcurrentHashMap<>();
        WakeSchedule sleepers = (eventId, deadline) -> {
            asleep.put(eventId, deadline);
            return CompletableFuture.completedFuture(null);
        };
        try (TestNode node = TestNode.startWith(own, sleepers, FALLS_ASLEEP)) {
            UUID event = TestEvents.create(node, 10);
            UUID idle = TestEvents.create(node, 10);
            Book hold = new Book(UUID.randomUUID(), UUID.randomUUID(), 1, true, Booking.NO_EXPECTED_PRICE, null);
            Booking held = TestEvents.booking(await(node.events().ask(event, hold)));

            await(() -> node.hosted() == 0);
            assertThat(asleep).containsEntry(event, held.holdUntil()).doesNotContainKey(idle);
        }
    }

    @Test
    void anEventOfADatabaseThatLacksWhatItHadReadsAgain() throws SQLException {
        List<String> own = TestNode.databases("shorter");
        try (TestNode node = TestNode.start(own)) {
            UUID event = TestEvents.create(node, 10);
            Booking kept = book(node, event, 1);
            Booking lost = book(node, event, 2);
            String url = own.get(Shards.shardOf(event));
            // As a standby that was promoted before it had the last record.
            execute(
                    url,
                    "delete from event_journal where persistence_id = 'Event|%s' and sequence_number = 3"
                            .formatted(event));

            node.events().forgetMemory(Shards.shardOf(event));

            await(() -> view(node, event).seats().confirmed() == 1);
            assertThat(await(node.events().booking(event, lost.id(), ADMIN, true)))
                    .isInstanceOf(EventReply.Refused.class);
            assertThat(TestEvents.booking(await(node.events().booking(event, kept.id(), ADMIN, true))))
                    .isEqualTo(kept);
            book(node, event, 3);
            assertThat(view(node, event).seats().confirmed()).isEqualTo(4);
        }
    }

    private static void join(TestNode node, UUID event, int count) {
        List<CompletableFuture<EventReply>> joined = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            joined.add(node.events()
                    .ask(
                            event,
                            new JoinWaitlist(node.events().newId(), UUID.randomUUID(), 1, 0, NotifyPrefs.ALL, null)));
        }
        joined.forEach(answer -> assertThat(await(answer)).isInstanceOf(EventReply.EntryState.class));
    }

    private static EventCommand capacity(int seats) {
        return new EventCommand.ChangeEvent(
                null, null, null, null, seats, null, null, null, null, null, IfMatch.ANY, ADMIN, false);
    }
}
