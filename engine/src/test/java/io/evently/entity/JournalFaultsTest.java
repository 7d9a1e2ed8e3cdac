package io.evently.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.event.Booking;
import io.evently.event.Commit;
import io.evently.event.Details;
import io.evently.event.Event;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.WaitlistPolicy;
import io.evently.journal.EventRecords;
import io.evently.journal.SilentProxy;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Events whose journal is silent, shorter than their memory, or damaged. */
class JournalFaultsTest {

    private static final UUID ADMIN = UUID.randomUUID();

    @Test
    void aDatabaseThatFallsSilentIsWrittenToAgainOnceThereIsAWay() throws Exception {
        List<String> urls = TestNode.databases("silent");
        try (SilentProxy proxy = SilentProxy.before(port(urls.get(0)));
                TestNode node = TestNode.start(urls.stream().map(proxy::url).toList())) {
            UUID event = create(node);
            assertThat(book(node, event)).isInstanceOf(EventReply.BookingState.class);

            proxy.fallSilent();
            CompletableFuture<EventReply> during = node.events().ask(event, booking(node));
            proxy.recover();

            EventReply after = during.orTimeout(2, TimeUnit.MINUTES).join();
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (!(after instanceof EventReply.BookingState)) {
                assertThat(System.nanoTime()).isLessThan(end);
                after = book(node, event);
            }
        }
    }

    @Test
    void anEventThatRemembersMoreThanItsDatabaseWritesNoGapAndReadsAgain() throws SQLException {
        List<String> urls = TestNode.databases("shorter");
        try (TestNode node = TestNode.start(urls)) {
            UUID event = create(node);
            for (int i = 0; i < 5; i++) {
                assertThat(book(node, event)).isInstanceOf(EventReply.BookingState.class);
            }
            String url = urls.get(Shards.shardOf(event));
            // As a replica that was promoted before it had the last two.
            execute(url, "delete from event_journal where sequence_number > 4");

            EventReply after = book(node, event);
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (!(after instanceof EventReply.BookingState)) {
                assertThat(System.nanoTime()).isLessThan(end);
                after = book(node, event);
            }
            assertThat(numbers(url, "select sequence_number from event_journal order by 1"))
                    .containsExactly(1L, 2L, 3L, 4L, 5L);
            EventReply.EventState state =
                    (EventReply.EventState) node.events().get(event).join();
            assertThat(state.event().seats().confirmed()).isEqualTo(4);
        }
    }

    @Test
    void aJournalWithAGapIsNotReadAsIfItEndedThere() throws SQLException {
        List<String> urls = TestNode.databases("gap");
        UUID event;
        try (TestNode node = TestNode.start(urls)) {
            event = create(node);
            assertThat(book(node, event)).isInstanceOf(EventReply.BookingState.class);
        }
        String url = urls.get(Shards.shardOf(event));
        Event state = state(url, 2);
        byte[] nothing = EventRecords.write(
                new Commit(state.lastAt(), state.lastFact() + 1, List.of(), state.tally(), state.queue()));
        // Wider than a window of the plugin's replay (1,000 records by default).
        for (String numbers : List.of("generate_series(3, 1000)", "generate_series(2301, 2600)")) {
            insert(
                    url,
                    "insert into event_journal (persistence_id, sequence_number, writer, write_timestamp,"
                            + " adapter_manifest, event_payload, event_ser_id, event_ser_manifest)"
                            + " select persistence_id, n, writer, write_timestamp, '', ?, event_ser_id,"
                            + " event_ser_manifest from event_journal, "
                            + numbers + " n where sequence_number = 1",
                    nothing);
        }
        try (TestNode node =
                TestNode.start(urls, Clock.systemUTC(), System::nanoTime, "evently.engine.ask-timeout = 2s")) {
            assertThat(book(node, event)).isNotInstanceOf(EventReply.BookingState.class);
            assertThat(numbers(url, "select max(sequence_number) from event_journal"))
                    .containsExactly(2600L);
        }
    }

    @Test
    void aDamagedSnapshotIsPassedOver() throws SQLException {
        List<String> urls = TestNode.databases("damaged");
        UUID lastDamaged;
        UUID bothDamaged;
        try (TestNode node = TestNode.start(urls)) {
            lastDamaged = create(node);
            bothDamaged = create(node);
            for (UUID event : List.of(lastDamaged, bothDamaged)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(book(node, event)).isInstanceOf(EventReply.BookingState.class);
                }
            }
        }
        for (UUID event : List.of(lastDamaged, bothDamaged)) {
            String url = urls.get(Shards.shardOf(event));
            for (int number = 3; number <= 4; number++) {
                insert(
                        url,
                        "insert into snapshot (persistence_id, sequence_number, created, snapshot_ser_id,"
                                + " snapshot_ser_manifest, snapshot_payload)"
                                + " values ('Event|%s', %d, 0, 781001, 'event:2', ?)".formatted(event, number),
                        EventRecords.write(state(url, event, number)));
            }
        }
        execute(
                urls.get(Shards.shardOf(lastDamaged)),
                "update snapshot set snapshot_payload = 'x' where sequence_number = 4 and persistence_id = 'Event|%s'"
                        .formatted(lastDamaged),
                // Who reads the journal from its beginning fails.
                "update event_journal set event_payload = 'x' where sequence_number < 4 and persistence_id = 'Event|%s'"
                        .formatted(lastDamaged));
        execute(
                urls.get(Shards.shardOf(bothDamaged)),
                "update snapshot set snapshot_ser_manifest = 'event:99' where sequence_number = 4 and persistence_id ="
                        + " 'Event|%s'".formatted(bothDamaged),
                "update snapshot set snapshot_payload = 'x' where sequence_number = 3 and persistence_id = 'Event|%s'"
                        .formatted(bothDamaged));

        try (TestNode node = TestNode.start(urls)) {
            for (UUID event : List.of(lastDamaged, bothDamaged)) {
                EventReply reply = node.events().get(event).orTimeout(2, TimeUnit.MINUTES).join();
                assertThat(((EventReply.EventState) reply).event().seats().confirmed())
                        .isEqualTo(3);
            }
            assertThat(node.metrics().get("evently.snapshots.unreadable").functionCounter().count())
                    .isEqualTo(3);
        }
    }

    private static UUID create(TestNode node) {
        UUID id = node.events().newId();
        Details details = new Details(
                "Concert",
                null,
                "Hall",
                node.events().now() + TimeUnit.DAYS.toMicros(100),
                10,
                0,
                10,
                WaitlistPolicy.STRICT,
                15);
        EventReply reply = node.events()
                .ask(id, new EventCommand.CreateEvent(id, details, 1_000, 4990, null, ADMIN))
                .orTimeout(2, TimeUnit.MINUTES)
                .join();
        assertThat(reply).isInstanceOf(EventReply.EventState.class);
        return id;
    }

    private static Book booking(TestNode node) {
        return new Book(node.events().newId(), UUID.randomUUID(), 1, false, Booking.NO_EXPECTED_PRICE, null);
    }

    private static EventReply book(TestNode node, UUID event) {
        return node.events().ask(event, booking(node)).orTimeout(2, TimeUnit.MINUTES).join();
    }

    /** The only event of a database. */
    private static Event state(String url, int records) throws SQLException {
        return replayed(url, "select event_payload from event_journal where sequence_number <= %d order by"
                + " sequence_number", records);
    }

    private static Event state(String url, UUID event, int records) throws SQLException {
        return replayed(
                url,
                "select event_payload from event_journal where persistence_id = 'Event|" + event
                        + "' and sequence_number <= %d order by sequence_number",
                records);
    }

    private static Event replayed(String url, String query, int records) throws SQLException {
        Event event = new Event();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query.formatted(records))) {
            while (rows.next()) {
                event = event.apply(EventRecords.readCommit(rows.getBytes(1)));
            }
        }
        return event;
    }

    private static void insert(String url, String sql, byte[] payload) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setBytes(1, payload);
            insert.executeUpdate();
        }
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<Long> numbers(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<Long> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
            return numbers;
        }
    }

    private static int port(String url) {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }
}
