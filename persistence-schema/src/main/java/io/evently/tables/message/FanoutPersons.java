package io.evently.tables.message;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Whom a change of an event concerns, in pieces: who had a booking or waited when it was decided. */
public final class FanoutPersons {

    /** Those that the end of the event ended have followed it, or will. */
    private static final String BOOKED =
            """
            select id, user_id, quantity, (unit_price * 100)::bigint, booking_ref, micros_of_timestamp(created_at)
            from bookings
            where event_id = ? and (created_at, id) < (timestamp_of_micros(?), ?)
                and created_at <= timestamp_of_micros(?)
                and (status in ('pending', 'confirmed') or status = 'cancelled' and fact_no = ?)
            order by created_at desc, id desc limit ?
            """;

    /** Along idx_waitlist_live. */
    private static final String WAITING =
            """
            select join_seq, user_id, (notify_prefs ->> 'email')::boolean, (notify_prefs ->> 'inApp')::boolean
            from waitlist_entries
            where event_id = ? and join_seq > ? and joined_at <= timestamp_of_micros(?)
                and status in ('waiting', 'promoted') and (status = 'waiting' or ?)
            order by join_seq limit ?
            """;

    private static final String WAITED =
            """
            select join_seq, user_id, (notify_prefs ->> 'email')::boolean, (notify_prefs ->> 'inApp')::boolean
            from waitlist_entries
            where event_id = ? and join_seq > ? and joined_at <= timestamp_of_micros(?)
                and (status in ('waiting', 'promoted') or status = 'expired' and fact_no = ?)
            order by join_seq limit ?
            """;

    private FanoutPersons() {}

    /** @param unitPrice cents */
    public record Booked(UUID id, UUID userId, int quantity, long unitPrice, String reference, long createdAt) {}

    public record Waiting(long joinNo, UUID userId, boolean byEmail, boolean inApp) {}

    /** The next bookings, newest first. */
    public static List<Booked> booked(Connection connection, FanoutsTable.Row fanout, int limit) throws SQLException {
        boolean first = fanout.beforeCreatedAt() == 0;
        return Statements.list(
                connection,
                BOOKED,
                row -> new Booked(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getInt(3),
                        row.getLong(4),
                        row.getString(5),
                        row.getLong(6)),
                fanout.eventId(),
                first ? Long.MAX_VALUE : fanout.beforeCreatedAt(),
                first ? new UUID(-1, -1) : fanout.beforeId(),
                fanout.at(),
                fanout.factNo(),
                limit);
    }

    /**
     * The next entries, in the order of joining.
     *
     * @param promoted whether those who have a promotion are among them
     */
    public static List<Waiting> waiting(Connection connection, FanoutsTable.Row fanout, boolean promoted, int limit)
            throws SQLException {
        return entries(connection, WAITING, fanout, promoted, limit);
    }

    /** The same of an event that was cancelled: also those whom that ended. */
    public static List<Waiting> waited(Connection connection, FanoutsTable.Row fanout, int limit) throws SQLException {
        return entries(connection, WAITED, fanout, fanout.factNo(), limit);
    }

    private static List<Waiting> entries(
            Connection connection, String sql, FanoutsTable.Row fanout, Object which, int limit) throws SQLException {
        return Statements.list(
                connection,
                sql,
                row -> new Waiting(row.getLong(1), row.getObject(2, UUID.class), row.getBoolean(3), row.getBoolean(4)),
                fanout.eventId(),
                fanout.afterJoinNo(),
                fanout.at(),
                which,
                limit);
    }
}
