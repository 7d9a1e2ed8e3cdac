package io.evently.event.actor;

import static io.evently.event.actor.TestEvents.ADMIN;
import static io.evently.event.actor.TestEvents.await;
import static io.evently.event.actor.TestEvents.book;
import static io.evently.event.actor.TestEvents.bookingOf;
import static io.evently.event.actor.TestEvents.count;
import static io.evently.event.actor.TestEvents.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.event.Rejection;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * security 13, ring 2: who only reads takes no place of those who book, and the other way round. Two databases take no
 * commits, which fills the places of one kind with what waits for their events; the other kind goes on.
 */
class ReadsAsideTest {

    /** Ten for reads, a quarter; events of one database may have half of either. */
    private static final int PLACES = 40;

    private static List<String> databases;
    private static TestNode node;
    private static UUID hanging;
    private static UUID alsoHanging;
    private static UUID free;

    @BeforeAll
    static void start() {
        databases = TestNode.databases("aside");
        node = TestNode.start(
                databases,
                Clock.systemUTC(),
                System::nanoTime,
                "evently.engine { max-waiting = %d, max-waiting-per-event = %d }".formatted(PLACES, 4 * PLACES));
        hanging = eventOf(0);
        alsoHanging = eventOf(1);
        free = eventOf(2);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void whoOnlyReadsMakesNoBookingBusy() throws SQLException {
        List<CompletableFuture<EventReply>> waiting = new ArrayList<>();
        try (Connection unusedZero = takingNoCommits(0);
                Connection unusedOne = takingNoCommits(1)) {
            waiting.add(node.events().ask(hanging, bookingOf(node, 1)));
            waiting.add(node.events().ask(alsoHanging, bookingOf(node, 1)));
            await(() -> isWaitedFor(0) && isWaitedFor(1));
            for (int i = 0; i < PLACES; i++) {
                waiting.add(aRead(hanging));
                waiting.add(aRead(alsoHanging));
            }
            assertThat(waiting)
                    .filteredOn(answer -> !answer.isDone())
                    .as("two bookings, and a quarter as many reads as there are places for bookings")
                    .hasSize(2 + PLACES / 4);
            assertThat(await(aRead(free))).as("there is no place for a read").isEqualTo(EventReply.Busy.INSTANCE);

            var seen = new Seen();
            Runnable end = node.events().watch(view(node, free), seen);
            int before = view(node, free).seats().confirmed();
            for (int i = 1; i <= PLACES; i++) {
                book(node, free, 1);
            }

            assertThat(view(node, free).seats().confirmed()).isEqualTo(before + PLACES);
            await(() -> seen.confirmed == before + PLACES);
            end.run();
            CompletableFuture<EventReply> another = node.events().ask(hanging, bookingOf(node, 1));
            waiting.add(another);
            assertThat(another.isDone()).as("it has a place").isFalse();
            assertThat(await(aRead(free))).as("still none").isEqualTo(EventReply.Busy.INSTANCE);
        }
        waiting.forEach(TestEvents::await);
        assertThat(await(aRead(free))).isInstanceOf(EventReply.Refused.class);
    }

    @Test
    void whoBooksMakesNoReadBusy() throws SQLException {
        List<CompletableFuture<EventReply>> waiting = new ArrayList<>();
        try (Connection unusedZero = takingNoCommits(0);
                Connection unusedOne = takingNoCommits(1)) {
            for (int i = 0; i < PLACES; i++) {
                waiting.add(node.events().ask(hanging, bookingOf(node, 1)));
                waiting.add(node.events().ask(alsoHanging, bookingOf(node, 1)));
            }
            assertThat(await(node.events().ask(free, bookingOf(node, 1))))
                    .as("there is no place for a booking")
                    .isEqualTo(EventReply.Busy.INSTANCE);

            assertThat(await(aRead(free))).isInstanceOf(EventReply.Refused.class);
            assertThat(await(node.events().queue(free, -1, 10))).isInstanceOf(EventReply.QueuePage.class);
            assertThat(view(node, free).event().id()).isEqualTo(free);
        }
        waiting.forEach(TestEvents::await);
        book(node, free, 1);
    }

    /** No actor, and no reading of the journal: the answer is there at once. */
    @Test
    void madeUpIdsCostNothing() {
        UUID madeUp = UUID.randomUUID();
        for (CompletableFuture<EventReply> answer : List.of(
                node.events().get(madeUp),
                node.events().ask(madeUp, bookingOf(node, 1)),
                node.events().queue(madeUp, -1, 10),
                aRead(madeUp))) {
            assertThat(answer).isCompletedWithValueMatching(ReadsAsideTest::saysThatThereIsNone);
        }
        long tenMinutesAgo = node.events().now() / 1_000 - 600_000;
        UUID likeOurs = new UUID(tenMinutesAgo << 16 | 0x7000, UUID.randomUUID().getLeastSignificantBits());
        assertThat(await(node.events().get(likeOurs))).matches(ReadsAsideTest::saysThatThereIsNone);
        assertThat(Stream.generate(() -> node.events().get(likeOurs).isDone()).limit(50))
                .as("asked again")
                .doesNotContain(false);
    }

    private static boolean saysThatThereIsNone(EventReply reply) {
        return reply instanceof EventReply.Refused refused && refused.rejection() == Rejection.EVENT_NOT_FOUND;
    }

    /** By the event's actor: of a booking that is not there. */
    private static CompletableFuture<EventReply> aRead(UUID event) {
        return node.events().booking(event, UUID.randomUUID(), ADMIN, true);
    }

    private static UUID eventOf(int shard) {
        UUID event = TestEvents.create(node, 1_000);
        while (Shards.shardOf(event) != shard) {
            event = TestEvents.create(node, 1_000);
        }
        return event;
    }

    /** Until it is closed. */
    private static Connection takingNoCommits(int shard) throws SQLException {
        Connection connection = DriverManager.getConnection(databases.get(shard));
        connection.setAutoCommit(false);
        try (Statement lock = connection.createStatement()) {
            lock.execute("lock table event_journal in exclusive mode");
        }
        return connection;
    }

    private static boolean isWaitedFor(int shard) throws SQLException {
        String query = "select count(*) from pg_locks where not granted and relation = 'event_journal'::regclass";
        return count(databases.get(shard), query) > 0;
    }

    private static final class Seen implements EventListener {
        private volatile int confirmed;

        @Override
        public void sees(EventView event) {
            confirmed = event.seats().confirmed();
        }

        @Override
        public void ended() {
            throw new AssertionError("nobody ended it");
        }
    }
}
