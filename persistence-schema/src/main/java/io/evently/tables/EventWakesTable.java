package io.evently.tables;

import static io.evently.sql.Column.id;
import static io.evently.sql.Column.micros;

import io.evently.sql.Statements;
import io.evently.sql.Table;
import io.evently.tables.DueDeadlines.Due;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The table {@code event_wakes}: when events that sleep are to be woken, as they said when they stopped. */
public final class EventWakesTable {

    private static final Table<Due> WAKES =
            new Table<>("event_wakes", Due.class, micros("wake_at", Due::at), id("event_id", Due::eventId));

    /** Ordered, because two nodes write at once. */
    private static final String PUT = WAKES.insert() + "order by event_id\n" + WAKES.onConflictUpdate("event_id");

    private static final String REMOVE = "delete from event_wakes where event_id = any (?)";

    private static final String NEXT =
            """
            %s
            where wake_at <= timestamp_of_micros(?) and (wake_at, event_id) > (timestamp_of_micros(?), ?)
            order by wake_at, event_id limit ?
            """
                    .formatted(WAKES.select());

    private static final String ANSWERED =
            """
            delete from event_wakes w
            using %s
            where w.event_id = woken.event_id and w.wake_at = timestamp_of_micros(woken.wake_at)
            """
                    .formatted(WAKES.columns().unnested("woken"));

    private EventWakesTable() {}

    /** Notes when events are to be woken, instead of what was noted before. No event twice. */
    public static void put(Connection connection, Collection<Due> wakes) throws SQLException {
        WAKES.write(connection, PUT, wakes);
    }

    /** Forgets events that wait for nothing. */
    public static void remove(Connection connection, Collection<UUID> eventIds) throws SQLException {
        if (!eventIds.isEmpty()) {
            Statements.update(connection, REMOVE, eventIds);
        }
    }

    /** Forgets what came of a wake; what an event has noted since stays. */
    public static void answered(Connection connection, Collection<Due> wakes) throws SQLException {
        WAKES.write(connection, ANSWERED, wakes);
    }

    /**
     * Wakes that have come, oldest first.
     *
     * @param until microseconds: those that came by then
     * @param after behind this one
     * @param limit at most so many
     */
    public static List<Due> next(Connection connection, long until, Due after, int limit) throws SQLException {
        return Statements.list(connection, NEXT, WAKES::read, until, after.at(), after.eventId(), limit);
    }
}
