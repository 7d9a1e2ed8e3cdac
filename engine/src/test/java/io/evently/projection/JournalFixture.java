package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.event.Commit;
import io.evently.event.EventCommand;
import io.evently.event.actor.TestNode;
import io.evently.event.record.EventSerializer;
import io.evently.event.rules.GroupCommit;
import io.evently.event.state.Event;
import io.evently.tables.ForeignKeys;
import io.evently.tables.journal.Position;
import io.evently.user.UserFact;
import io.evently.user.record.UserSerializer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * A journal as the actors would write it, without the actors: commands are decided by the real rules and committed in
 * the real form, all into one database, whose tables are then asked.
 */
final class JournalFixture implements AutoCloseable {

    static final int SHARD = 0;

    private final List<String> urls;
    private final Shards shards;
    private final Map<UUID, Event> events = new LinkedHashMap<>();
    private final Map<String, Long> sequence = new LinkedHashMap<>();

    private final Connection appending;

    private JournalFixture(List<String> urls) throws SQLException {
        this.urls = urls;
        this.shards = Shards.open(urls, PoolSizes.DEFAULT);
        this.appending = connection();
    }

    /** Four databases of this name, empty. */
    static JournalFixture empty(String prefix) throws SQLException {
        JournalFixture fixture = new JournalFixture(TestNode.databases(prefix));
        fixture.execute("truncate event_journal, users, events, event_endings, bookings, waitlist_entries,"
                + " waitlist_promotions, pricing_history, event_analytics, notifications, booking_attempts,"
                + " attempt_counts, projection_positions, projection_quarantine, event_wakes cascade");
        return fixture;
    }

    Shards shards() {
        return shards;
    }

    List<String> urls() {
        return urls;
    }

    Projector projector() {
        return new Projector(SHARD, shards.writer(SHARD));
    }

    /** The events as their own rules replay them. */
    Map<UUID, Event> events() {
        return events;
    }

    Event event(UUID id) {
        return events.computeIfAbsent(id, unknown -> new Event());
    }

    /** Decides commands in one flush and commits what comes of them; null: nothing did. */
    Commit commit(UUID eventId, long at, EventCommand... commands) throws SQLException {
        return commit(appending, eventId, at, commands);
    }

    /** The same on a connection of the test's own, which may keep its transaction open. */
    Commit commit(Connection connection, UUID eventId, long at, EventCommand... commands) throws SQLException {
        Event event = event(eventId);
        GroupCommit round = new GroupCommit(event, at, 1_000);
        for (EventCommand command : commands) {
            round.decide(command);
        }
        Commit commit = round.commit();
        if (commit != null) {
            append(connection, "Event|" + eventId, new EventSerializer(), commit);
        }
        return commit;
    }

    void append(UUID userId, UserFact fact) throws SQLException {
        append(appending, "User|" + userId, new UserSerializer(), fact);
    }

    void append(Connection connection, String persistenceId, SerializerWithStringManifest serializer, Object record)
            throws SQLException {
        append(
                connection,
                persistenceId,
                serializer.identifier(),
                serializer.manifest(record),
                serializer.toBinary(record));
    }

    /** Something that is no commit. */
    void appendDamaged(UUID eventId) throws SQLException {
        EventSerializer serializer = new EventSerializer();
        append(appending, "Event|" + eventId, serializer.identifier(), "commit:1", new byte[] {1, 2, 3});
    }

    private void append(Connection connection, String persistenceId, int serializerId, String manifest, byte[] payload)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                """
                insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                    event_ser_id, event_ser_manifest, event_payload)
                values (?, ?, 'test', ?, '', ?, ?, ?)
                """)) {
            insert.setString(1, persistenceId);
            insert.setLong(2, sequence.merge(persistenceId, 1L, Long::sum));
            insert.setLong(3, System.currentTimeMillis());
            insert.setInt(4, serializerId);
            insert.setString(5, manifest);
            insert.setBytes(6, payload);
            insert.executeUpdate();
        }
    }

    /**
     * Waits until a projector may read all that is committed. Any transaction that is open on this server, as of an
     * autovacuum in another database, holds newer records back.
     */
    void awaitReadable() {
        String held = "select 1 from event_journal where tx >= pg_snapshot_xmin(pg_current_snapshot()) limit 1";
        Eventually.await(() -> rows(held).isEmpty());
    }

    /** Steps until there is nothing more to do. Then each row has its parents, though foreign keys are not enforced. */
    void follow(Projector projector) throws Exception {
        awaitReadable();
        boolean more = true;
        while (more || !projector.hasFollowed(Position.BEGINNING)) {
            more = projector.step();
        }
        nothingMustBeAnOrphan();
    }

    private void nothingMustBeAnOrphan() throws SQLException {
        try (Connection connection = connection()) {
            for (ForeignKeys.ForeignKey key : ForeignKeys.all(connection)) {
                assertThat(key.look(connection, new UUID(0, 0), Integer.MAX_VALUE)
                                .orphans())
                        .as(key.toString())
                        .isZero();
            }
        }
    }

    Connection connection() throws SQLException {
        return DriverManager.getConnection(urls.get(SHARD));
    }

    void execute(String sql) throws SQLException {
        for (String url : urls) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    /** Each row's columns joined by a bar. */
    List<String> rows(String query) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        }
    }

    /** Every row of every projected table. */
    List<String> everything() throws SQLException {
        List<String> all = new ArrayList<>();
        for (String table : List.of(
                "users",
                "events",
                "bookings",
                "waitlist_entries",
                "waitlist_promotions",
                "pricing_history",
                "event_analytics",
                "event_endings")) {
            for (String row : rows("select * from " + table + " order by 1")) {
                all.add(table + ": " + row);
            }
        }
        return all;
    }

    @Override
    public void close() throws SQLException {
        appending.close();
        shards.close();
    }
}
