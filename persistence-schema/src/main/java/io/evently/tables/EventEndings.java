package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Events that ended, whose bookings and waitlist have yet to follow. One fact ends them all, a million perhaps; the
 * tables follow in chunks, each a transaction of its own, so that the other events of the database need not wait.
 */
public final class EventEndings {

    private static final String ADD =
            """
            insert into event_endings (event_id, fact_no, status, at, after_created_at, after_id)
            select event_id, fact_no, status::event_status, timestamp_of_micros(at), timestamp_of_micros(0),
                '00000000-0000-0000-0000-000000000000'
            from unnest(?, ?, ?, ?) as new (event_id, fact_no, status, at)
            on conflict (event_id) do nothing
            """;

    private static final String ANY =
            """
            select event_id, fact_no, status, micros_of_timestamp(at), micros_of_timestamp(after_created_at), after_id,
                after_join_seq
            from event_endings order by event_id limit 1
            """;

    private static final String CHUNK =
            """
            select micros_of_timestamp(created_at), id from bookings
            where event_id = ? and (created_at, id) > (timestamp_of_micros(?), ?)
            order by created_at, id limit ?
            """;

    private static final String FOLLOW =
            """
            update bookings
            set status = ?::booking_status, version = version + 1, fact_no = ?, updated_at = timestamp_of_micros(?)
            where id = any (?) and fact_no < ? and status::text = any (?)
            """;

    private static final String ADVANCE =
            """
            update event_endings set after_created_at = timestamp_of_micros(?), after_id = ?, after_join_seq = ?
            where event_id = ?
            """;

    private static final String FINISH = "delete from event_endings where event_id = ?";

    private EventEndings() {}

    /**
     * An event that ended.
     *
     * @param status {@code cancelled}: its bookings are cancelled; {@code completed}: its open holds expire;
     *     in either case nobody waits any longer
     * @param at microseconds
     */
    public record Ending(UUID eventId, long factNo, String status, long at) {}

    private record Place(long createdAt, UUID bookingId) {}

    /** An ending and how far its bookings and its entries have followed. */
    private record Started(Ending ending, Place after, long afterJoinNo) {}

    public static void add(Connection connection, Collection<Ending> endings) throws SQLException {
        if (endings.isEmpty()) {
            return;
        }
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            new Columns<>(add, endings)
                    .ids(Ending::eventId)
                    .longs(Ending::factNo)
                    .texts(Ending::status)
                    .longs(Ending::at);
            add.executeUpdate();
        }
    }

    /**
     * Lets the next bookings of one ended event follow, oldest first, and behind the last of them its entries. Safe to
     * repeat: each follows once.
     *
     * @param connection in a transaction of the caller's
     * @param most at most so many bookings, and as many entries
     * @return false when no event was left that had any to follow
     */
    public static boolean follow(Connection connection, int most) throws SQLException {
        Optional<Started> any = any(connection);
        if (any.isEmpty()) {
            return false;
        }
        Started started = any.get();
        List<Place> chunk = chunk(connection, started, most);
        if (!chunk.isEmpty()) {
            follow(connection, started.ending(), chunk);
        }
        Place last = chunk.isEmpty() ? started.after() : chunk.get(chunk.size() - 1);
        if (chunk.size() == most) {
            advance(connection, new Started(started.ending(), last, started.afterJoinNo()));
            return true;
        }
        OptionalLong joinNo = WaitlistEndings.follow(connection, started.ending(), started.afterJoinNo(), most);
        if (joinNo.isPresent()) {
            advance(connection, new Started(started.ending(), last, joinNo.getAsLong()));
        } else {
            finish(connection, started.ending());
        }
        return true;
    }

    private static Optional<Started> any(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ANY);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            Ending ending = new Ending(row.getObject(1, UUID.class), row.getLong(2), row.getString(3), row.getLong(4));
            Place after = new Place(row.getLong(5), row.getObject(6, UUID.class));
            return Optional.of(new Started(ending, after, row.getLong(7)));
        }
    }

    private static List<Place> chunk(Connection connection, Started started, int most) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(CHUNK)) {
            select.setObject(1, started.ending().eventId());
            select.setLong(2, started.after().createdAt());
            select.setObject(3, started.after().bookingId());
            select.setInt(4, most);
            try (ResultSet rows = select.executeQuery()) {
                List<Place> chunk = new ArrayList<>();
                while (rows.next()) {
                    chunk.add(new Place(rows.getLong(1), rows.getObject(2, UUID.class)));
                }
                return chunk;
            }
        }
    }

    private static void follow(Connection connection, Ending ending, List<Place> chunk) throws SQLException {
        boolean cancelled = ending.status().equals("cancelled");
        try (PreparedStatement follow = connection.prepareStatement(FOLLOW)) {
            follow.setString(1, cancelled ? "cancelled" : "expired");
            follow.setLong(2, ending.factNo());
            follow.setLong(3, ending.at());
            follow.setArray(
                    4,
                    connection.createArrayOf(
                            "uuid", chunk.stream().map(Place::bookingId).toArray()));
            follow.setLong(5, ending.factNo());
            follow.setArray(
                    6,
                    connection.createArrayOf(
                            "text", cancelled ? new String[] {"pending", "confirmed"} : new String[] {"pending"}));
            follow.executeUpdate();
        }
    }

    private static void advance(Connection connection, Started reached) throws SQLException {
        try (PreparedStatement advance = connection.prepareStatement(ADVANCE)) {
            advance.setLong(1, reached.after().createdAt());
            advance.setObject(2, reached.after().bookingId());
            advance.setLong(3, reached.afterJoinNo());
            advance.setObject(4, reached.ending().eventId());
            advance.executeUpdate();
        }
    }

    private static void finish(Connection connection, Ending ending) throws SQLException {
        try (PreparedStatement finish = connection.prepareStatement(FINISH)) {
            finish.setObject(1, ending.eventId());
            finish.executeUpdate();
        }
    }
}
