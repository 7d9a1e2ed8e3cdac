package io.evently.tables;

import static io.evently.sql.Column.bool;
import static io.evently.sql.Column.computedOnce;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int4;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.microsOrNull;
import static io.evently.sql.Column.text;

import io.evently.sql.IdOrder;
import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The table {@code waitlist_entries}. */
public final class WaitlistEntriesTable {

    private static final Table<WaitlistRow> ENTRIES = new Table<>(
            "waitlist_entries",
            WaitlistRow.class,
            id("id", WaitlistRow::id),
            id("user_id", WaitlistRow::userId).fixed(),
            id("event_id", WaitlistRow::eventId).fixed(),
            int4("quantity", WaitlistRow::quantity).fixed(),
            int4("priority_score", WaitlistRow::priority),
            micros("joined_at", WaitlistRow::joinedAt).fixed(),
            int8("join_seq", WaitlistRow::joinNo).fixed(),
            microsOrNull("expires_at", WaitlistRow::expiresAt).fixed(),
            text("status", WaitlistRow::status).as("waitlist_status"),
            text("end_reason", WaitlistRow::endReason),
            bool("by_email", WaitlistRow::notifyByEmail).partOf("(notify_prefs ->> 'email')::boolean"),
            bool("in_app", WaitlistRow::notifyInApp).partOf("(notify_prefs ->> 'inApp')::boolean"),
            computedOnce("notify_prefs", "jsonb_build_object('email', by_email, 'inApp', in_app)"),
            text("priority_reason", WaitlistRow::priorityReason),
            id("priority_by", WaitlistRow::priorityBy),
            int8("fact_no", WaitlistRow::factNo),
            computedOnce("created_at", "timestamp_of_micros(joined_at)"),
            micros("updated_at", WaitlistRow::updatedAt));

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
            order by priority_score desc, joined_at_micros, join_seq limit ?
            """
                    .formatted(ENTRIES.select());

    /**
     * In order of facts: who left and joined again in one batch has left before the new entry comes, or
     * unq_user_event_waitlist would refuse it.
     */
    private static final String UPSERT = ENTRIES.insert() + "order by fact_no\n" + ENTRIES.onConflictUpdate("id")
            + "where waitlist_entries.fact_no < excluded.fact_no";

    private static final String OF_USER = ENTRIES.select()
            + """
             where user_id = ? and (joined_at, id) < (timestamp_of_micros(?), ?)
            order by joined_at desc, id desc limit ?
            """;

    /** The order of a user's own list. */
    static final Comparator<WaitlistRow> NEWEST_FIRST = Comparator.comparingLong(WaitlistRow::joinedAt)
            .thenComparing(WaitlistRow::id, IdOrder.ORDER)
            .reversed();

    private WaitlistEntriesTable() {}

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
        return ENTRIES.byIds(connection, ids, WaitlistRow::id);
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
        return Statements.list(
                connection,
                QUEUE,
                ENTRIES::read,
                eventId,
                status,
                from.priority(),
                from.joinedAt(),
                from.joinNo(),
                limit,
                eventId,
                status,
                from.priority(),
                limit,
                limit);
    }

    /**
     * A user's entries, whatever became of them, newest first.
     *
     * @param after behind this one; null: from the newest
     */
    static List<WaitlistRow> ofUser(Connection connection, UUID userId, WaitlistRow after, int limit)
            throws SQLException {
        return Statements.list(
                connection,
                OF_USER,
                ENTRIES::read,
                userId,
                after == null ? Long.MAX_VALUE : after.joinedAt(),
                after == null ? new UUID(-1, -1) : after.id(),
                limit);
    }

    /** Writes rows whose fact is newer than the one in the table. No id twice. */
    public static void upsert(Connection connection, Collection<WaitlistRow> rows) throws SQLException {
        ENTRIES.write(connection, UPSERT, rows);
    }
}
