package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Who never proved an address, by the table {@code users} of their database, and whether they ever wanted seats. */
public final class UnprovedUsers {

    private static final String NEXT =
            """
            select id, micros_of_timestamp(unproved_since) from users
            where unproved_since < timestamp_of_micros(?) and (unproved_since, id) > (timestamp_of_micros(?), ?)
            order by unproved_since, id limit ?
            """;

    private static final String HAS_BOOKED =
            """
            select exists (select from bookings where user_id = ?)
                or exists (select from waitlist_entries where user_id = ?)
            """;

    private UnprovedUsers() {}

    /** @param since when they came to their address, microseconds */
    public record Row(UUID userId, long since) {

        /** Before all others. */
        public static final Row FIRST = new Row(new UUID(0, 0), Long.MIN_VALUE);
    }

    /**
     * Who has had an address for long and did not prove it, the longest first.
     *
     * @param before microseconds
     * @param after behind this one
     */
    public static List<Row> next(Connection connection, long before, Row after, int limit) throws SQLException {
        return Statements.list(
                connection,
                NEXT,
                row -> new Row(row.getObject(1, UUID.class), row.getLong(2)),
                before,
                after.since(),
                after.userId(),
                limit);
    }

    /** Whether one database has a booking or an entry of theirs, also one that has ended. */
    public static boolean haveBooked(Connection connection, UUID userId) throws SQLException {
        return Statements.first(connection, HAS_BOOKED, row -> row.getBoolean(1), userId, userId)
                .orElseThrow();
    }
}
