package io.evently.tables;

import static io.evently.sql.Column.computed;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int8;

import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The table {@code departures}, in the database of each user who was deactivated or forgotten and holds something yet; and what users
 * hold in the other tables.
 */
public final class DeparturesTable {

    private static final Table<Row> GONE = new Table<>(
            "departures",
            Row.class,
            id("user_id", Row::userId),
            int8("version", Row::version),
            id("by_admin", Row::by),
            computed("noted_at", "clock_timestamp()"));

    private static final String RECORD =
            GONE.insert() + GONE.onConflictUpdate("user_id") + ", done = 0 where departures.version < excluded.version";

    private static final String FORGET =
            """
            delete from departures where user_id in (select user_id from unnest(?) as gone (user_id))
            """;

    private static final String NEXT =
            """
            select %s, micros_of_timestamp(noted_at) as noted_at_micros, done,
                noted_at < now() - make_interval(secs => ?) as settled
            from departures
            where (noted_at, user_id) > (timestamp_of_micros(?), ?)
            order by noted_at, user_id limit ?
            """
                    .formatted(GONE.shown());

    private static final String DONE =
            "update departures set done = done | ?::smallint where user_id = ? and version = ?";

    private static final String REMOVE = "delete from departures where user_id = ? and version = ?";

    /** A promotion that is open belongs to an entry that is. */
    private static final String HELD =
            """
            select event_id from (
                select event_id from bookings where user_id = ? and status = 'pending'
                union
                select event_id from waitlist_entries where user_id = ? and status in ('waiting', 'promoted')
            ) as held
            order by event_id limit ?
            """;

    private DeparturesTable() {}

    /**
     * Somebody who went.
     *
     * @param version the number of the fact that says so
     * @param by the admin who did it, they themselves, or null
     */
    public record Row(UUID userId, long version, UUID by) {}

    /**
     * A row that is not done with.
     *
     * @param notedAt microseconds, by the database's clock
     * @param done bit n: nothing is left in database n
     * @param settled whether no token of the user's can have been taken since, on any node
     */
    public record Open(Row row, long notedAt, int done, boolean settled) {}

    /** Notes who went. No user twice. */
    public static void record(Connection connection, Collection<Row> gone) throws SQLException {
        GONE.write(connection, RECORD, gone);
    }

    /** They came back: what they hold stays. */
    public static void forget(Connection connection, Collection<UUID> userIds) throws SQLException {
        if (!userIds.isEmpty()) {
            Statements.update(connection, FORGET, userIds);
        }
    }

    /**
     * Who is not done with, in the order in which they went.
     *
     * @param settledAfter seconds after which no node takes a token of theirs
     * @param after behind this one; null: from the first
     */
    public static List<Open> next(Connection connection, double settledAfter, Open after, int limit)
            throws SQLException {
        return Statements.list(
                connection,
                NEXT,
                row -> new Open(
                        GONE.read(row), row.getLong("noted_at_micros"), row.getInt("done"), row.getBoolean("settled")),
                settledAfter,
                after == null ? Long.MIN_VALUE : after.notedAt(),
                after == null ? new UUID(0, 0) : after.row().userId(),
                limit);
    }

    /** @param databases bit n: nothing of theirs is left in database n */
    public static void done(Connection connection, Row gone, int databases) throws SQLException {
        Statements.update(connection, DONE, databases, gone.userId(), gone.version());
    }

    /** Nothing is left anywhere. */
    public static void remove(Connection connection, Row gone) throws SQLException {
        Statements.update(connection, REMOVE, gone.userId(), gone.version());
    }

    /** Events of this database of which the user has a hold, an entry or a promotion, at most so many. */
    public static List<UUID> held(Connection connection, UUID userId, int limit) throws SQLException {
        return Statements.list(connection, HELD, row -> row.getObject(1, UUID.class), userId, userId, limit);
    }
}
