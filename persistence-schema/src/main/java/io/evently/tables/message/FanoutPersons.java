package io.evently.tables.message;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Whom a change of an event concerns, in pieces: who had a booking or waited when it was decided. */
public final class FanoutPersons {

    /** Those that the end of the event ended have followed it, or will. */
    private static final String BOOKED =
            """
            select id, user_id, quantity, (unit_price * 100)::bigint, booking_ref, micros_of_timestamp(created_at),
                status = 'pending' and exists (
                    select from bookings own
                    where own.user_id = b.user_id and own.event_id = b.event_id and own.status = 'confirmed'
                        and own.created_at <= timestamp_of_micros(?)),
                status = 'pending'
            from bookings b
            where event_id = ? and (created_at, id) < (timestamp_of_micros(?), ?)
                and created_at <= timestamp_of_micros(?)
                and (status in ('pending', 'confirmed') or status = 'cancelled' and fact_no = ?)
            order by created_at desc, id desc limit ?
            """;

    /** Whoever has a booking hears of it by that. */
    private static final String WITHOUT_BOOKING =
            """
            and not exists (
                select from bookings own
                where own.user_id = w.user_id and own.event_id = w.event_id and own.created_at <= timestamp_of_micros(?)
                    and (own.status in ('pending', 'confirmed') or own.status = 'cancelled' and own.fact_no = ?))
            """;

    /** Along idx_waitlist_live. */
    private static final String WAITING =
            """
            select join_seq, user_id, (notify_prefs ->> 'email')::boolean, (notify_prefs ->> 'inApp')::boolean
            from waitlist_entries w
            where event_id = ? and join_seq > ? and joined_at <= timestamp_of_micros(?)
                and status in ('waiting', 'promoted') and (status = 'waiting' or ?) %s
            order by join_seq limit ?
            """;

    private static final String WAITED =
            """
            select join_seq, user_id, (notify_prefs ->> 'email')::boolean, (notify_prefs ->> 'inApp')::boolean
            from waitlist_entries w
            where event_id = ? and join_seq > ? and joined_at <= timestamp_of_micros(?)
                and (status in ('waiting', 'promoted') or status = 'expired' and fact_no = ?) %s
            order by join_seq limit ?
            """;

    private FanoutPersons() {}

    /**
     * @param unitPrice cents
     * @param besideBooking a hold of somebody who has a booking, too
     * @param held not confirmed yet
     */
    public record Booked(
            UUID id,
            UUID userId,
            int quantity,
            long unitPrice,
            String reference,
            long createdAt,
            boolean besideBooking,
            boolean held) {}

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
                        row.getLong(6),
                        row.getBoolean(7),
                        row.getBoolean(8)),
                fanout.at(),
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
     * @param booked whether those who have a booking are
     */
    public static List<Waiting> waiting(
            Connection connection, FanoutsTable.Row fanout, boolean promoted, boolean booked, int limit)
            throws SQLException {
        return entries(connection, WAITING, fanout, promoted, booked, limit);
    }

    /** The same of an event that was cancelled: also those whom that ended. */
    public static List<Waiting> waited(Connection connection, FanoutsTable.Row fanout, int limit) throws SQLException {
        return entries(connection, WAITED, fanout, fanout.factNo(), false, limit);
    }

    private static List<Waiting> entries(
            Connection connection, String sql, FanoutsTable.Row fanout, Object which, boolean booked, int limit)
            throws SQLException {
        List<Object> values = new ArrayList<>(List.of(fanout.eventId(), fanout.afterJoinNo(), fanout.at(), which));
        if (!booked) {
            values.add(fanout.at());
            values.add(fanout.factNo());
        }
        values.add(limit);
        return Statements.list(
                connection,
                sql.formatted(booked ? "" : WITHOUT_BOOKING),
                row -> new Waiting(row.getLong(1), row.getObject(2, UUID.class), row.getBoolean(3), row.getBoolean(4)),
                values.toArray());
    }
}
