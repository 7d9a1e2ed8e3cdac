package io.evently.tables.message;

import static io.evently.sql.Column.bool;
import static io.evently.sql.Column.computed;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.jsonb;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.microsOrNull;
import static io.evently.sql.Column.text;

import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The table {@code notifications}: what the people of a database were told. */
public final class NotificationsTable {

    /** For those who read: {@code NOTIFICATIONS.shown()}, {@code NOTIFICATIONS.read(row)}. */
    static final Table<NotificationRow> NOTIFICATIONS = new Table<>(
            "notifications",
            NotificationRow.class,
            id("id", NotificationRow::id),
            id("user_id", NotificationRow::userId),
            id("event_id", NotificationRow::eventId),
            text("type", NotificationRow::type).as("message_type"),
            text("cause", NotificationRow::cause),
            text("message", NotificationRow::message),
            jsonb("variables", NotificationRow::variables),
            bool("by_email", NotificationRow::email).partOf("(channels ->> 'email')::boolean as by_email"),
            bool("in_app", NotificationRow::inApp).partOf("(channels ->> 'inApp')::boolean as in_app"),
            text("status", NotificationRow::status).as("notification_status"),
            microsOrNull("sent_at", NotificationRow::sentAt),
            microsOrNull("delivered_at", NotificationRow::deliveredAt),
            bool("read", NotificationRow::read),
            micros("created_at", NotificationRow::createdAt),
            int8("stream_no", NotificationRow::streamNo),
            computed("channels", "jsonb_build_object('email', by_email, 'inApp', in_app)"));

    private static final String INSERT = NOTIFICATIONS.insert() + "on conflict (id, created_at) do nothing";

    private static final String TAKE_NUMBERS =
            "update notification_head set last_no = last_no + ? returning last_no - ?";

    private static final String FORGET = "delete from notifications where user_id = ?";

    private NotificationsTable() {}

    /**
     * Locks the head until this transaction ends and takes numbers from it. Whoever writes notifications does it before
     * looking at whom they are for: a person who is forgotten meanwhile is then seen as such, or their rows are seen by
     * {@link #forget}.
     *
     * @param most how many
     * @return the number before the first
     */
    public static long takeNumbers(Connection connection, int most) throws SQLException {
        return Statements.first(connection, TAKE_NUMBERS, row -> row.getLong(1), most, most)
                .orElseThrow();
    }

    /**
     * Adds rows that are not there yet, in their order.
     *
     * @param after the number before the first that is theirs, from {@link #takeNumbers}
     */
    public static void insert(Connection connection, List<NotificationRow> rows, long after) throws SQLException {
        List<NotificationRow> numbered = new ArrayList<>(rows.size());
        long number = after;
        for (NotificationRow row : rows) {
            numbered.add(row.numbered(++number));
        }
        NOTIFICATIONS.write(connection, INSERT, numbered);
    }

    /**
     * Deletes all that a person was told, in a transaction of the caller's.
     *
     * @return how many there were
     */
    public static int forget(Connection connection, UUID userId) throws SQLException {
        // Whoever is writing has finished, and whoever comes sees that the person is forgotten.
        takeNumbers(connection, 0);
        return Statements.update(connection, FORGET, userId);
    }
}
