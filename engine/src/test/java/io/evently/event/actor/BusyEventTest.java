package io.evently.event.actor;

import static io.evently.event.actor.TestEvents.ADMIN;
import static io.evently.event.actor.TestEvents.actor;
import static io.evently.event.actor.TestEvents.await;
import static io.evently.event.actor.TestEvents.book;
import static io.evently.event.actor.TestEvents.bookingOf;
import static io.evently.event.actor.TestEvents.count;
import static io.evently.event.actor.TestEvents.execute;
import static io.evently.event.actor.TestEvents.facts;
import static io.evently.event.actor.TestEvents.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.cluster.EntityAsk;
import io.evently.database.Shards;
import io.evently.event.Booking;
import io.evently.event.Commit;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.EventCommand.JoinWaitlist;
import io.evently.event.Fact;
import io.evently.event.NotifyPrefs;
import io.evently.event.QueueCounts;
import io.evently.event.SeatCounts;
import io.evently.event.record.EventRecords;
import io.evently.event.record.EventSerializer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Ring 2: requests end, and what is answered is true, while writes hang, fail, or belong to another. */
class BusyEventTest {

    @Test
    void whatNobodyWaitsForAnyMoreIsNotDecided() throws SQLException {
        List<String> own = TestNode.databases("over");
        try (TestNode node = TestNode.start(own)) {
            UUID event = TestEvents.create(node, 10);
            Book late = bookingOf(node, 1);
            long past = node.events().now() - 1;

            EventReply reply = await(EntityAsk.ask(
                    actor(node, event), asker -> new EventMessage.Ask(asker, late, past), Duration.ofMinutes(2)));

            assertThat(reply).isEqualTo(EventReply.Busy.INSTANCE);
            assertThat(await(node.events().booking(event, late.bookingId(), ADMIN, true)))
                    .isInstanceOf(EventReply.Refused.class);
        }
    }

    @Test
    void whoWasToldThatTheOutcomeIsUnknownGetsNoBookingLongAfterwards() throws SQLException {
        List<String> own = TestNode.databases("ghosts");
        try (TestNode node =
                TestNode.start(own, Clock.systemUTC(), System::nanoTime, "evently.engine.ask-timeout = 2s")) {
            UUID event = TestEvents.create(node, 10);
            Book given = bookingOf(node, 1);
            String url = own.get(Shards.shardOf(event));

            execute(url, "alter table event_journal rename to journal_gone");
            assertThat(await(node.events().ask(event, given)))
                    .isIn(EventReply.Unknown.INSTANCE, EventReply.Busy.INSTANCE);
            long told = System.nanoTime();
            await(() -> System.nanoTime() - told > Duration.ofSeconds(2).toNanos());
            execute(url, "alter table journal_gone rename to event_journal");

            Book next = bookingOf(node, 2);
            await(() -> await(node.events().ask(event, next)) instanceof EventReply.BookingState);
            assertThat(view(node, event).seats().confirmed()).isEqualTo(2);
        }
    }

    /** The node before may have died while its last write was under way: it is true as soon as it is on disk. */
    @Test
    void nothingIsRefusedBeforeTheLastWriteOfAnotherIsKnown() throws SQLException {
        List<String> own = TestNode.databases("fence");
        UUID event;
        Booking all;
        try (TestNode before = TestNode.start(own)) {
            event = TestEvents.create(before, 10);
            all = book(before, event, 10);
        }
        String url = own.get(Shards.shardOf(event));
        try (TestNode node = TestNode.start(own);
                Connection dead = DriverManager.getConnection(url)) {
            dead.setAutoCommit(false);
            Commit cancelled = new Commit(
                    node.events().now(),
                    3,
                    List.of(new Fact.BookingCancelled(all.id(), ADMIN)),
                    new SeatCounts(10, 0, 0, 0, 0),
                    new QueueCounts(0, 0, 0, 0, 0, 0));
            insert(dead, event, 3, cancelled);

            CompletableFuture<EventReply> asked = node.events().ask(event, bookingOf(node, 4));
            await(() -> asked.isDone()
                    || count(url, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'") > 0);
            dead.commit();

            TestEvents.booking(await(asked));
            assertThat(view(node, event).seats().confirmed()).isEqualTo(4);
        }
    }

    @Test
    void readsAreAnsweredWhileALongSettlementGoesOn() throws SQLException {
        List<String> own = TestNode.databases("settling");
        int waiting = 1_000;
        try (TestNode node =
                TestNode.start(own, Clock.systemUTC(), System::nanoTime, "evently.engine.max-due-per-commit = 1")) {
            UUID event = TestEvents.create(node, 1);
            Booking booked = book(node, event, 1);
            List<CompletableFuture<EventReply>> joined = new ArrayList<>();
            for (int i = 0; i < waiting; i++) {
                joined.add(node.events()
                        .ask(
                                event,
                                new JoinWaitlist(
                                        node.events().newId(), UUID.randomUUID(), 1, 0, NotifyPrefs.ALL, null)));
            }
            joined.forEach(TestEvents::await);

            var grown = node.events()
                    .ask(
                            event,
                            new EventCommand.ChangeEvent(
                                    null,
                                    null,
                                    null,
                                    null,
                                    1 + waiting,
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                    IfMatch.ANY,
                                    ADMIN,
                                    false));
            await(grown);
            EventReply read = await(node.events().booking(event, booked.id(), ADMIN, true));

            assertThat(TestEvents.booking(read)).isEqualTo(booked);
            assertThat(facts(own, event, Fact.PromotionMade.class)).isLessThan(waiting);
            await(() -> facts(own, event, Fact.PromotionMade.class) == waiting);
        }
    }

    private static void insert(Connection connection, UUID event, long sequence, Commit commit) throws SQLException {
        EventSerializer serializer = new EventSerializer();
        try (PreparedStatement insert = connection.prepareStatement(
                """
                insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                    event_payload, event_ser_id, event_ser_manifest)
                values (?, ?, 'another', 0, '', ?, ?, ?)
                """)) {
            insert.setString(1, "Event|" + event);
            insert.setLong(2, sequence);
            insert.setBytes(3, EventRecords.write(commit));
            insert.setInt(4, serializer.identifier());
            insert.setString(5, serializer.manifest(commit));
            insert.executeUpdate();
        }
    }
}
