package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.event.Commit;
import io.evently.event.EventCommand.Book;
import io.evently.event.record.EventRecords;
import io.evently.event.state.Event;
import io.evently.journal.SilentProxy;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Events whose journal is silent, shorter than their memory, or damaged. */
class JournalFaultsTest {

    @Test
    void aDatabaseThatFallsSilentIsWrittenToAgainOnceThereIsAWay() throws Exception {
        List<String> urls = TestNode.databases("journal_silent");
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
        List<String> urls = TestNode.databases("journal_shorter");
        try (TestNode node = TestNode.start(urls)) {
            UUID event = create(node);
            for (int i = 0; i < 5; i++) {
                assertThat(book(node, event)).isInstanceOf(EventReply.BookingState.class);
            }
            String url = urls.get(Shards.shardOf(event));
            // As a replica that was promoted before it had the last two; nobody is connected to it yet.
            TestEvents.execute(
                    url,
                    "delete from event_journal where sequence_number >"
                            + " (select max(sequence_number) - 2 from event_journal)");
            TestEvents.execute(
                    url,
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where datname = current_database() and pid <> pg_backend_pid()");

            EventReply after = book(node, event);
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (!(after instanceof EventReply.BookingState)) {
                assertThat(System.nanoTime()).isLessThan(end);
                after = book(node, event);
            }
            assertThat(numbers(url, "select max(sequence_number) - count(*) from event_journal"))
                    .containsExactly(0L);
            assertThat(TestEvents.view(node, event).seats().confirmed()).isEqualTo(4);
        }
    }

    @Test
    void aJournalWithAGapIsNotReadAsIfItEndedThere() throws SQLException {
        List<String> urls = TestNode.databases("journal_gap");
        UUID event;
        try (TestNode node = TestNode.start(urls)) {
            event = create(node);
            assertThat(book(node, event)).isInstanceOf(EventReply.BookingState.class);
        }
        String url = urls.get(Shards.shardOf(event));
        long last =
                numbers(url, "select max(sequence_number) from event_journal").get(0);
        Event state = state(url, event, last);
        byte[] nothing = EventRecords.write(
                new Commit(state.lastAt(), state.lastFact() + 1, List.of(), state.tally(), state.queue()));
        // Wider than a window of the plugin's replay (1,000 records by default).
        for (String numbers : List.of("generate_series(%d, 1000)".formatted(last + 1), "generate_series(2301, 2600)")) {
            insert(
                    url,
                    "insert into event_journal (persistence_id, sequence_number, writer, write_timestamp,"
                            + " adapter_manifest, event_payload, event_ser_id, event_ser_manifest)"
                            + " select persistence_id, n, writer, write_timestamp, '', ?, event_ser_id,"
                            + " event_ser_manifest from event_journal, "
                            + numbers + " n where sequence_number = 1",
                    nothing);
        }
        try (TestNode node = TestNode.start(urls)) {
            assertThat(book(node, event)).isEqualTo(EventReply.Busy.UNREADABLE);
            assertThat(numbers(url, "select max(sequence_number) from event_journal"))
                    .containsExactly(2600L);
        }
    }

    @Test
    void aDamagedSnapshotIsPassedOver() throws SQLException {
        List<String> urls = TestNode.databases("journal_damaged");
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
            long last = last(url, event);
            for (long number = last - 1; number <= last; number++) {
                insert(
                        url,
                        "insert into snapshot (persistence_id, sequence_number, created, snapshot_ser_id,"
                                + " snapshot_ser_manifest, snapshot_payload)"
                                + " values ('Event|%s', %d, 0, 781001, 'event:3', ?)".formatted(event, number),
                        EventRecords.write(state(url, event, number)));
            }
        }
        damage(urls, lastDamaged, "snapshot set snapshot_payload = 'x' where sequence_number = %d");
        // Who reads the journal from its beginning fails.
        damage(urls, lastDamaged, "event_journal set event_payload = 'x' where sequence_number < %d");
        damage(urls, bothDamaged, "snapshot set snapshot_payload = 'x' where sequence_number < %d");
        damage(urls, bothDamaged, "snapshot set snapshot_ser_manifest = 'event:99' where sequence_number = %d");

        try (TestNode node = TestNode.start(urls)) {
            for (UUID event : List.of(lastDamaged, bothDamaged)) {
                EventReply reply =
                        node.events().get(event).orTimeout(2, TimeUnit.MINUTES).join();
                assertThat(((EventReply.EventState) reply).event().seats().confirmed())
                        .isEqualTo(3);
            }
            assertThat(node.metrics()
                            .get("evently.snapshots.unreadable")
                            .functionCounter()
                            .count())
                    .isEqualTo(3);
        }
    }

    private static UUID create(TestNode node) {
        return TestEvents.create(node, 1_000);
    }

    private static Book booking(TestNode node) {
        return TestEvents.bookingOf(node, 1);
    }

    private static EventReply book(TestNode node, UUID event) {
        return node.events()
                .ask(event, booking(node))
                .orTimeout(2, TimeUnit.MINUTES)
                .join();
    }

    private static long last(String url, UUID event) throws SQLException {
        return numbers(
                        url,
                        "select max(sequence_number) from event_journal where persistence_id = 'Event|" + event + "'")
                .get(0);
    }

    /** @param update of a table, with the event's last number for each {@code %d} */
    private static void damage(List<String> urls, UUID event, String update) throws SQLException {
        String url = urls.get(Shards.shardOf(event));
        TestEvents.execute(
                url, "update " + update.formatted(last(url, event)) + " and persistence_id = 'Event|" + event + "'");
    }

    /** The event after so many records. */
    private static Event state(String url, UUID id, long records) throws SQLException {
        Event event = new Event();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select event_payload from event_journal where persistence_id = 'Event|%s'".formatted(id)
                                + " and sequence_number <= %d order by sequence_number".formatted(records))) {
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
