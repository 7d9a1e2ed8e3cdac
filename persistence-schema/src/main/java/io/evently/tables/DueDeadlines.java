package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Holds, promotions and entries whose time is up and that nobody has written as ended: their event sleeps, or the tables
 * are behind.
 */
public final class DueDeadlines {

    /** Each part along an index of its own, of rows that are still open. */
    private static final String NEXT =
            """
            select micros_of_timestamp(due), event_id from (
            (select hold_expires_at as due, event_id from bookings
             where status = 'pending' and hold_expires_at <= timestamp_of_micros(?)
                and (hold_expires_at, event_id) > (timestamp_of_micros(?), ?)
             order by hold_expires_at, event_id limit ?)
            union all
            (select expires_at, event_id from waitlist_promotions
             where status = 'pending' and expires_at <= timestamp_of_micros(?)
                and (expires_at, event_id) > (timestamp_of_micros(?), ?)
             order by expires_at, event_id limit ?)
            union all
            (select expires_at, event_id from waitlist_entries
             where status = 'waiting' and expires_at <= timestamp_of_micros(?)
                and (expires_at, event_id) > (timestamp_of_micros(?), ?)
             order by expires_at, event_id limit ?)
            ) as deadlines
            order by due, event_id limit ?
            """;

    private DueDeadlines() {}

    /**
     * A deadline that has come; also the place in the list where the next page goes on.
     *
     * @param at microseconds
     */
    public record Due(long at, UUID eventId) {

        /** Before all of them. */
        public static final Due OLDEST = new Due(Long.MIN_VALUE, new UUID(0, 0));

        private static Due read(ResultSet row) throws SQLException {
            return new Due(row.getLong(1), row.getObject(2, UUID.class));
        }
    }

    /**
     * Deadlines that have come, oldest first.
     *
     * @param until microseconds: those that came by then
     * @param after behind this one; more of the same event and moment are not worth a row
     * @param limit at most so many
     */
    public static List<Due> next(Connection connection, long until, Due after, int limit) throws SQLException {
        UUID eventId = after.eventId();
        return Statements.list(
                connection,
                NEXT,
                Due::read,
                until,
                after.at(),
                eventId,
                limit,
                until,
                after.at(),
                eventId,
                limit,
                until,
                after.at(),
                eventId,
                limit,
                limit);
    }
}
