package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The table {@code waitlist_entries}. */
public final class WaitlistEntries {

    private static final String SELECT =
            """
            select id, user_id, event_id, quantity, priority_score, micros_of_timestamp(joined_at) as joined_micros,
                join_seq, coalesce(micros_of_timestamp(expires_at), 0) as expires_micros, status, end_reason,
                (notify_prefs ->> 'email')::boolean as by_email, (notify_prefs ->> 'inApp')::boolean as in_app,
                priority_reason, priority_by, fact_no, micros_of_timestamp(updated_at) as updated_micros
            from waitlist_entries
            """;

    private static final String BY_IDS = SELECT + " where id = any (?)";

    /**
     * First those of the cursor's priority that joined later, then the lower priorities: each part goes along
     * idx_waitlist_queue, which one condition over columns of both directions could not.
     */
    private static final String QUEUE =
            """
            (%1$s where event_id = ? and status = ?::waitlist_status
                and priority_score = ? and (joined_at, join_seq) > (timestamp_of_micros(?), ?)
             order by joined_at, join_seq limit ?)
            union all
            (%1$s where event_id = ? and status = ?::waitlist_status and priority_score < ?
             order by priority_score desc, joined_at, join_seq limit ?)
            order by priority_score desc, joined_micros, join_seq limit ?
            """
                    .formatted(SELECT);

    /**
     * In order of facts: who left and joined again in one batch has left before the new entry comes, or
     * unq_user_event_waitlist would refuse it.
     */
    private static final String UPSERT =
            """
            insert into waitlist_entries (id, user_id, event_id, quantity, priority_score, joined_at, join_seq,
                expires_at, status, end_reason, notify_prefs, priority_reason, priority_by, fact_no, created_at,
                updated_at)
            select id, user_id, event_id, quantity, priority, timestamp_of_micros(joined_at), join_no,
                timestamp_of_micros(nullif(expires_at, 0)), status::waitlist_status, end_reason,
                jsonb_build_object('email', by_email, 'inApp', in_app), priority_reason, priority_by, fact_no,
                timestamp_of_micros(joined_at), timestamp_of_micros(updated_at)
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                as new (id, user_id, event_id, quantity, priority, joined_at, join_no, expires_at, status, end_reason,
                    by_email, in_app, priority_reason, priority_by, fact_no, updated_at)
            order by fact_no
            on conflict (id) do update set priority_score = excluded.priority_score, status = excluded.status,
                end_reason = excluded.end_reason, priority_reason = excluded.priority_reason,
                priority_by = excluded.priority_by, fact_no = excluded.fact_no, updated_at = excluded.updated_at
            where waitlist_entries.fact_no < excluded.fact_no
            """;

    private WaitlistEntries() {}

    /** Where a list goes on: behind this entry. */
    public record Cursor(int priority, long joinedAt, long joinNo) {

        /** Before everybody: no priority is as high. */
        private static final Cursor HEAD = new Cursor(Integer.MAX_VALUE, 0, 0);

        public static Cursor after(WaitlistRow row) {
            return new Cursor(row.priority(), row.joinedAt(), row.joinNo());
        }
    }

    /** The rows of those ids that are there. */
    public static Map<UUID, WaitlistRow> byIds(Connection connection, Collection<UUID> ids) throws SQLException {
        Map<UUID, WaitlistRow> rows = new HashMap<>();
        if (ids.isEmpty()) {
            return rows;
        }
        try (PreparedStatement select = connection.prepareStatement(BY_IDS)) {
            new Columns<>(select, ids).ids(id -> id);
            read(select).forEach(row -> rows.put(row.id(), row));
        }
        return rows;
    }

    /**
     * Entries of an event in one status, in the order in which they would be served.
     *
     * @param status as in {@link WaitlistRow#status}
     * @param after null: from the head
     * @param limit at most so many rows
     */
    public static List<WaitlistRow> queue(Connection connection, UUID eventId, String status, Cursor after, int limit)
            throws SQLException {
        Cursor from = after == null ? Cursor.HEAD : after;
        try (PreparedStatement select = connection.prepareStatement(QUEUE)) {
            select.setObject(1, eventId);
            select.setString(2, status);
            select.setInt(3, from.priority());
            select.setLong(4, from.joinedAt());
            select.setLong(5, from.joinNo());
            select.setInt(6, limit);
            select.setObject(7, eventId);
            select.setString(8, status);
            select.setInt(9, from.priority());
            select.setInt(10, limit);
            select.setInt(11, limit);
            return read(select);
        }
    }

    /** Writes rows whose fact is newer than the one in the table. No id twice. */
    public static void upsert(Connection connection, Collection<WaitlistRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            new Columns<>(upsert, rows)
                    .ids(WaitlistRow::id)
                    .ids(WaitlistRow::userId)
                    .ids(WaitlistRow::eventId)
                    .ints(WaitlistRow::quantity)
                    .ints(WaitlistRow::priority)
                    .longs(WaitlistRow::joinedAt)
                    .longs(WaitlistRow::joinNo)
                    .longs(WaitlistRow::expiresAt)
                    .texts(WaitlistRow::status)
                    .texts(WaitlistRow::endReason)
                    .booleans(WaitlistRow::notifyByEmail)
                    .booleans(WaitlistRow::notifyInApp)
                    .texts(WaitlistRow::priorityReason)
                    .ids(WaitlistRow::priorityBy)
                    .longs(WaitlistRow::factNo)
                    .longs(WaitlistRow::updatedAt);
            upsert.executeUpdate();
        }
    }

    private static List<WaitlistRow> read(PreparedStatement select) throws SQLException {
        try (ResultSet result = select.executeQuery()) {
            List<WaitlistRow> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(result));
            }
            return rows;
        }
    }

    private static WaitlistRow row(ResultSet result) throws SQLException {
        return new WaitlistRow(
                result.getObject("id", UUID.class),
                result.getObject("user_id", UUID.class),
                result.getObject("event_id", UUID.class),
                result.getInt("quantity"),
                result.getInt("priority_score"),
                result.getLong("joined_micros"),
                result.getLong("join_seq"),
                result.getLong("expires_micros"),
                result.getString("status"),
                result.getString("end_reason"),
                result.getBoolean("by_email"),
                result.getBoolean("in_app"),
                result.getString("priority_reason"),
                result.getObject("priority_by", UUID.class),
                result.getLong("fact_no"),
                result.getLong("updated_micros"));
    }
}
