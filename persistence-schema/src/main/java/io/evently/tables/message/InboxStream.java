package io.evently.tables.message;

import static io.evently.tables.message.NotificationsTable.NOTIFICATIONS;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What is new in the inboxes of a database. Numbers rise in the order of commits, and head and rows are of one snapshot: so
 * whoever has read up to a number misses nothing by asking for what is above it.
 */
public final class InboxStream {

    /** Numbers that are looked through in one statement: some tens of milliseconds if all are of others. */
    private static final int SPAN = 20_000;

    /** The limit tells the planner that there is one; else it expects thousands, and compiles what takes no time. */
    private static final String HEAD = "select last_no from notification_head limit 1";

    private static final String NEWER =
            """
            select news.*, last_no from (%s) as head
            left join lateral (
                select %s from notifications
                where last_no > ? and stream_no > ? and stream_no <= ? and user_id in (select unnest(?))
                    and (channels ->> 'inApp')::boolean
                order by stream_no limit ?) as news on true
            order by news.stream_no
            """
                    .formatted(HEAD, NOTIFICATIONS.shown());

    private static final String MISSED =
            """
            select missed.*, last_no, place from (%s) as head
            cross join unnest(?, ?) with ordinality as reader (reader_id, after_no, place)
            left join lateral (
                select %s from notifications
                where user_id = reader_id and stream_no > after_no and (channels ->> 'inApp')::boolean
                order by stream_no desc limit ?) as missed on true
            """
                    .formatted(HEAD, NOTIFICATIONS.shown());

    private static final String DELIVERED =
            """
            update notifications set status = 'delivered', delivered_at = clock_timestamp()
            from unnest(?, ?) as told (told_id, told_at)
            where id = told_id and created_at = timestamp_of_micros(told_at) and delivered_at is null
            """;

    private InboxStream() {}

    /**
     * What came since.
     *
     * @param rows in the order of their numbers
     * @param upTo nothing up to this number is left out
     * @param more whether there is something above it already
     */
    public record News(List<NotificationRow> rows, long upTo, boolean more) {}

    /** Somebody who was away, after having seen that number. */
    public record Reader(UUID userId, long after) {}

    /**
     * What they missed.
     *
     * @param rows of each reader, in their order; the newest, in the order of their numbers
     * @param upTo nothing between those and this number is left out
     */
    public record Missed(List<List<NotificationRow>> rows, long upTo) {}

    /** The number of the newest message of the database; 0: there is none. */
    public static long head(Connection connection) throws SQLException {
        return Statements.first(connection, HEAD, row -> row.getLong(1)).orElse(0L);
    }

    /**
     * What inboxes show that did not before.
     *
     * @param after all up to this number is known; if the newest has a lower one, the database is another one now, and {@link
     *     News#upTo} says where it is
     * @param most rows
     */
    public static News newer(Connection connection, long after, Collection<UUID> userIds, int most)
            throws SQLException {
        List<NotificationRow> rows = new ArrayList<>();
        long[] head = {0};
        Statements.list(
                connection,
                NEWER,
                row -> {
                    head[0] = row.getLong("last_no");
                    return row.getObject("id") == null || rows.add(NOTIFICATIONS.read(row));
                },
                after,
                after,
                after + SPAN,
                userIds,
                most);
        long upTo = rows.size() == most ? rows.get(most - 1).streamNo() : Math.min(head[0], after + SPAN);
        return new News(rows, upTo, upTo < head[0]);
    }

    /** @param most rows of each reader */
    public static Missed missed(Connection connection, List<Reader> readers, int most) throws SQLException {
        List<List<NotificationRow>> rows = Stream.generate(
                        () -> (List<NotificationRow>) new ArrayList<NotificationRow>())
                .limit(readers.size())
                .toList();
        long[] head = {0};
        Statements.list(
                connection,
                MISSED,
                row -> {
                    head[0] = row.getLong("last_no");
                    return addMissed(row, rows);
                },
                readers.stream().map(Reader::userId).toList(),
                readers.stream().mapToLong(Reader::after).toArray(),
                most);
        rows.forEach(Collections::reverse);
        return new Missed(rows, head[0]);
    }

    private static boolean addMissed(ResultSet row, List<List<NotificationRow>> rows) throws SQLException {
        return row.getObject("id") == null || rows.get(row.getInt("place") - 1).add(NOTIFICATIONS.read(row));
    }

    /** Notes that a stream had them, unless one had them before. */
    public static void delivered(Connection connection, Collection<NotificationRow> rows) throws SQLException {
        Statements.update(
                connection,
                DELIVERED,
                rows.stream().map(NotificationRow::id).toList(),
                rows.stream().mapToLong(NotificationRow::createdAt).toArray());
    }
}
