package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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

    private static final int PARTS = 3;

    private DueDeadlines() {}

    /**
     * A deadline that has come; also the place in the list where the next page goes on.
     *
     * @param at microseconds
     */
    public record Due(long at, UUID eventId) {

        /** Before all of them. */
        public static final Due OLDEST = new Due(Long.MIN_VALUE, new UUID(0, 0));
    }

    /**
     * Deadlines that have come, oldest first.
     *
     * @param until microseconds: those that came by then
     * @param after behind this one; more of the same event and moment are not worth a row
     * @param limit at most so many
     */
    public static List<Due> next(Connection connection, long until, Due after, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEXT)) {
            int parameter = 0;
            for (int part = 0; part < PARTS; part++) {
                select.setLong(++parameter, until);
                select.setLong(++parameter, after.at());
                select.setObject(++parameter, after.eventId());
                select.setInt(++parameter, limit);
            }
            select.setInt(++parameter, limit);
            try (ResultSet rows = select.executeQuery()) {
                List<Due> due = new ArrayList<>();
                while (rows.next()) {
                    due.add(new Due(rows.getLong(1), rows.getObject(2, UUID.class)));
                }
                return due;
            }
        }
    }
}
