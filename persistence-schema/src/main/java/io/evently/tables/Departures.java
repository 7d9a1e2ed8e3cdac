package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The table {@code departures}, in the database of each user who was deactivated and holds something yet; and what users
 * hold in the other tables.
 */
public final class Departures {

    private static final String RECORD =
            """
            insert into departures (user_id, version, by_admin, noted_at)
            select user_id, version, by_admin, clock_timestamp()
            from unnest(?, ?, ?) as new (user_id, version, by_admin)
            on conflict (user_id) do update set version = excluded.version, by_admin = excluded.by_admin,
                noted_at = excluded.noted_at, done = 0
            where departures.version < excluded.version
            """;

    private static final String FORGET =
            """
            delete from departures where user_id in (select user_id from unnest(?) as gone (user_id))
            """;

    private static final String NEXT =
            """
            select user_id, version, by_admin, micros_of_timestamp(noted_at), done,
                noted_at < now() - make_interval(secs => ?)
            from departures
            where (noted_at, user_id) > (timestamp_of_micros(?), ?)
            order by noted_at, user_id limit ?
            """;

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

    private Departures() {}

    /**
     * Somebody who went.
     *
     * @param version the number of the fact that says so
     * @param by the admin who did it, or null
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
        if (gone.isEmpty()) {
            return;
        }
        try (PreparedStatement record = connection.prepareStatement(RECORD)) {
            new Columns<>(record, gone).ids(Row::userId).longs(Row::version).ids(Row::by);
            record.executeUpdate();
        }
    }

    /** They came back: what they hold stays. */
    public static void forget(Connection connection, Collection<UUID> userIds) throws SQLException {
        if (userIds.isEmpty()) {
            return;
        }
        try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
            new Columns<>(forget, userIds).ids(id -> id);
            forget.executeUpdate();
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
        try (PreparedStatement select = connection.prepareStatement(NEXT)) {
            select.setDouble(1, settledAfter);
            select.setLong(2, after == null ? Long.MIN_VALUE : after.notedAt());
            select.setObject(3, after == null ? new UUID(0, 0) : after.row().userId());
            select.setInt(4, limit);
            try (ResultSet rows = select.executeQuery()) {
                List<Open> open = new ArrayList<>();
                while (rows.next()) {
                    open.add(new Open(
                            new Row(rows.getObject(1, UUID.class), rows.getLong(2), rows.getObject(3, UUID.class)),
                            rows.getLong(4),
                            rows.getInt(5),
                            rows.getBoolean(6)));
                }
                return open;
            }
        }
    }

    /** @param databases bit n: nothing of theirs is left in database n */
    public static void done(Connection connection, Row gone, int databases) throws SQLException {
        try (PreparedStatement done = connection.prepareStatement(DONE)) {
            done.setInt(1, databases);
            done.setObject(2, gone.userId());
            done.setLong(3, gone.version());
            done.executeUpdate();
        }
    }

    /** Nothing is left anywhere. */
    public static void remove(Connection connection, Row gone) throws SQLException {
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            remove.setObject(1, gone.userId());
            remove.setLong(2, gone.version());
            remove.executeUpdate();
        }
    }

    /** Events of this database of which the user has a hold, an entry or a promotion, at most so many. */
    public static List<UUID> held(Connection connection, UUID userId, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(HELD)) {
            select.setObject(1, userId);
            select.setObject(2, userId);
            select.setInt(3, limit);
            try (ResultSet rows = select.executeQuery()) {
                List<UUID> events = new ArrayList<>();
                while (rows.next()) {
                    events.add(rows.getObject(1, UUID.class));
                }
                return events;
            }
        }
    }
}
