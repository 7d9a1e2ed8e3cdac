package io.evently.event.actor;

import static io.evently.event.actor.TestEvents.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.event.EventCommand;
import io.evently.event.state.EventSize;
import io.evently.time.PushedClock;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ring 2: more events than there is memory for, and events that are over. */
class LiveMemoryTest {

    private static final long BUDGET = 4 * EventSize.SMALLEST + 5_000;

    private static List<String> databases;
    private static Shards shards;
    private static StoredEvents stored;

    @BeforeAll
    static void open() {
        databases = TestNode.databases("live_memory");
        shards = Shards.open(databases, Shards.PoolSizes.DEFAULT);
        stored = new StoredEvents(shards);
    }

    @AfterAll
    static void close() {
        stored.close();
        shards.close();
    }

    @Test
    void moreEventsThanFitAreAllServedAndNoneIsLost() throws SQLException {
        Map<UUID, Integer> booked = new LinkedHashMap<>();
        try (TestNode node = start(Clock.systemUTC(), BUDGET)) {
            for (int i = 0; i < 8; i++) {
                booked.put(TestEvents.create(node, 100), 0);
            }
            for (int round = 0; round < 2; round++) {
                for (UUID event : List.copyOf(booked.keySet())) {
                    EventReply reply = served(node, event);
                    TestEvents.booking(reply);
                    booked.merge(event, 1, Integer::sum);
                    assertThat(node.metrics()
                                    .get("evently.events.live.bytes")
                                    .gauge()
                                    .value())
                            .isLessThan(BUDGET * 1.1 + EventSize.SMALLEST);
                }
            }
        }
        try (TestNode node = start(Clock.systemUTC(), 100 * BUDGET)) {
            booked.forEach((event, count) ->
                    assertThat(TestEvents.view(node, event).seats().confirmed()).isEqualTo(count));
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsBusyAtOnceAndLeavesTheOthersAlone() throws SQLException {
        UUID away;
        UUID there;
        try (TestNode node = start(Clock.systemUTC(), 100 * BUDGET)) {
            away = TestEvents.create(node, 100);
            do {
                there = TestEvents.create(node, 100);
            } while (Shards.shardOf(there) == Shards.shardOf(away));
        }
        String database = databases.get(Shards.shardOf(away));
        try (TestNode node = start(Clock.systemUTC(), 100 * BUDGET)) {
            TestEvents.execute(database, "alter table snapshot rename to snapshot_away");
            assertThat(await(node.events().get(away))).isEqualTo(EventReply.Busy.INSTANCE);
            TestEvents.book(node, there, 1);
            TestEvents.execute(database, "alter table snapshot_away rename to snapshot");
            TestEvents.booking(served(node, away));
        }
    }

    @Test
    void aCancelledEventForgetsWhenItIsWokenADayLaterAndLeavesASmallSnapshot() throws SQLException {
        PushedClock clock = new PushedClock();
        UUID event;
        try (TestNode node = start(clock, 100 * BUDGET)) {
            event = TestEvents.create(node, 1_000);
            TestEvents.bookMany(node, event, 600);
            await(node.events()
                    .ask(event, new EventCommand.CancelEvent("rain", EventCommand.IfMatch.ANY, TestEvents.ADMIN)));
        }
        String database = databases.get(Shards.shardOf(event));
        String newest = "select octet_length(snapshot_payload) from snapshot where persistence_id = 'Event|" + event
                + "' order by sequence_number desc limit 1";
        // Stopping with the node leaves a snapshot of all of it, or none: the journal has it.
        clock.push(Duration.ofDays(1));
        try (TestNode node = start(clock, 100 * BUDGET)) {
            assertThat(TestEvents.view(node, event).seats().available()).isEqualTo(1_000);
            assertThat(node.metrics().get("evently.events.live.bytes").gauge().value())
                    .isEqualTo(EventSize.SMALLEST);
            TestEvents.actor(node, event).tell(EventMessage.Retire.INSTANCE);
            await(() -> node.hosted() == 0);
            assertThat(TestEvents.count(database, newest)).isLessThan(1_000);
        }
    }

    /** The first answer that is not BUSY. */
    private static EventReply served(TestNode node, UUID event) {
        EventReply reply = EventReply.Busy.INSTANCE;
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        EventCommand.Book book = TestEvents.bookingOf(node, 1);
        while (reply instanceof EventReply.Busy) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            reply = await(node.events().ask(event, book));
        }
        return reply;
    }

    private static TestNode start(Clock clock, long budget) {
        double share = (double) budget / Runtime.getRuntime().maxMemory();
        return TestNode.asking(stored, databases, clock, "evently.engine.live-memory = " + share);
    }
}
