package io.evently.tables;

import static io.evently.sql.Column.computed;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;

import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Events that ended, whose bookings and waitlist have yet to follow. One fact ends them all, a million perhaps; the
 * tables follow in chunks, each a transaction of its own, so that the other events of the database need not wait.
 */
public final class EventEndingsTable {

    private static final Table<Ending> ENDINGS = new Table<>(
            "event_endings",
            Ending.class,
            id("event_id", Ending::eventId),
            int8("fact_no", Ending::factNo),
            text("status", Ending::status).as("event_status"),
            micros("at", Ending::at),
            computed("after_created_at", "timestamp_of_micros(0)"),
            computed("after_id", "'00000000-0000-0000-0000-000000000000'"));

    private static final String ADD = ENDINGS.insert() + "on conflict (event_id) do nothing";

    private static final String ANY =
            """
            select %s, micros_of_timestamp(after_created_at) as after_created_at_micros, after_id, after_join_seq
            from event_endings order by event_id limit 1
            """
                    .formatted(ENDINGS.shown());

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

    private EventEndingsTable() {}

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
        ENDINGS.write(connection, ADD, endings);
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
            Statements.update(connection, FINISH, started.ending().eventId());
        }
        return true;
    }

    private static Optional<Started> any(Connection connection) throws SQLException {
        return Statements.first(
                connection,
                ANY,
                row -> new Started(
                        ENDINGS.read(row),
                        new Place(row.getLong("after_created_at_micros"), row.getObject("after_id", UUID.class)),
                        row.getLong("after_join_seq")));
    }

    private static List<Place> chunk(Connection connection, Started started, int most) throws SQLException {
        return Statements.list(
                connection,
                CHUNK,
                row -> new Place(row.getLong(1), row.getObject(2, UUID.class)),
                started.ending().eventId(),
                started.after().createdAt(),
                started.after().bookingId(),
                most);
    }

    private static void follow(Connection connection, Ending ending, List<Place> chunk) throws SQLException {
        boolean cancelled = ending.status().equals("cancelled");
        Statements.update(
                connection,
                FOLLOW,
                cancelled ? "cancelled" : "expired",
                ending.factNo(),
                ending.at(),
                chunk.stream().map(Place::bookingId).toList(),
                ending.factNo(),
                cancelled ? new String[] {"pending", "confirmed"} : new String[] {"pending"});
    }

    private static void advance(Connection connection, Started reached) throws SQLException {
        Statements.update(
                connection,
                ADVANCE,
                reached.after().createdAt(),
                reached.after().bookingId(),
                reached.afterJoinNo(),
                reached.ending().eventId());
    }
}
