package io.evently.tables.message;

import static io.evently.tables.message.NotificationsTable.NOTIFICATIONS;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What an inbox shows of the table {@code notifications}: what is unread first, each part newest first. */
public final class InboxList {

    /** What is unread is counted so far. */
    public static final int MOST_COUNTED = 1_000;

    private static final String SHOWN = "(channels ->> 'inApp')::boolean";

    /** Both parts in one statement: what is read meanwhile is in one of them. */
    private static final String OF_USER =
            """
            (select %1$s from notifications
             where ? and user_id = ? and not read and stream_no < ? and %2$s
             order by stream_no desc limit ?)
            union all
            (select %1$s from notifications
             where ? and user_id = ? and read and stream_no < ? and %2$s
             order by stream_no desc limit ?)
            order by read, stream_no desc limit ?
            """
                    .formatted(NOTIFICATIONS.shown(), SHOWN);

    private static final String UNREAD =
            """
            select count(*) from (
                select from notifications where user_id = ? and not read and %s limit %d) as counted
            """
                    .formatted(SHOWN, MOST_COUNTED);

    private static final String ALL_OF_USER =
            NOTIFICATIONS.select() + " where user_id = ? and stream_no < ? order by stream_no desc limit ?";

    private static final String MARK = "update notifications set read = ? where id = ? and user_id = ? and " + SHOWN
            + " returning " + NOTIFICATIONS.shown();

    private static final String MARK_ALL =
            """
            update notifications set read = true
            where (id, created_at) in (
                select id, created_at from notifications
                where user_id = ? and not read and stream_no <= ? and %s
                order by stream_no desc limit ?)
            """
                    .formatted(SHOWN);

    private InboxList() {}

    /** Where a list goes on: behind this message. */
    public record Cursor(boolean read, long streamNo) {

        /** Before all of them. */
        private static final Cursor FIRST = new Cursor(false, Long.MAX_VALUE);

        public static Cursor after(NotificationRow row) {
            return new Cursor(row.read(), row.streamNo());
        }
    }

    /**
     * What a person's inbox shows.
     *
     * @param read null: whether it was read or not
     * @param after null: from the first
     * @param limit at most so many rows
     */
    public static List<NotificationRow> page(Connection connection, UUID userId, Boolean read, Cursor after, int limit)
            throws SQLException {
        Cursor from = after == null ? Cursor.FIRST : after;
        boolean unreadToo = !from.read() && !Boolean.TRUE.equals(read);
        boolean readToo = !Boolean.FALSE.equals(read);
        long ofTheRead = from.read() ? from.streamNo() : Long.MAX_VALUE;
        return Statements.list(
                connection,
                OF_USER,
                NOTIFICATIONS::read,
                unreadToo,
                userId,
                from.streamNo(),
                limit,
                readToo,
                userId,
                ofTheRead,
                limit,
                limit);
    }

    /** How many messages their inbox shows as unread, at most {@link #MOST_COUNTED}. */
    public static int unread(Connection connection, UUID userId) throws SQLException {
        return Statements.first(connection, UNREAD, row -> row.getInt(1), userId)
                .orElseThrow();
    }

    /**
     * All that a person was told, newest first, also by mail only.
     *
     * @param before the number of the last row of the page before; {@link Long#MAX_VALUE}: from the newest
     */
    public static List<NotificationRow> allOf(Connection connection, UUID userId, long before, int limit)
            throws SQLException {
        return Statements.list(connection, ALL_OF_USER, NOTIFICATIONS::read, userId, before, limit);
    }

    /** Marks a message as read or unread; empty if their inbox has none with this id. */
    public static Optional<NotificationRow> mark(Connection connection, UUID userId, UUID id, boolean read)
            throws SQLException {
        return Statements.first(connection, MARK, NOTIFICATIONS::read, read, id, userId);
    }

    /**
     * Marks the newest of those unread as read.
     *
     * @param upTo messages with a higher number stay as they are
     * @param most at most so many
     * @return how many there were
     */
    public static int markAll(Connection connection, UUID userId, long upTo, int most) throws SQLException {
        return Statements.update(connection, MARK_ALL, userId, upTo, most);
    }
}
