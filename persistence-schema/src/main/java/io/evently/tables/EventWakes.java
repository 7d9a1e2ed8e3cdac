package io.evently.tables;

import io.evently.tables.DueDeadlines.Due;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The table {@code event_wakes}: when events that sleep are to be woken, as they said when they stopped. */
public final class EventWakes {

    /** Ordered, because two nodes write at once. */
    private static final String PUT =
            """
            insert into event_wakes (event_id, wake_at)
            select event_id, timestamp_of_micros(wake_at) from unnest(?, ?) as new (event_id, wake_at)
            order by event_id
            on conflict (event_id) do update set wake_at = excluded.wake_at
            """;

    private static final String REMOVE = "delete from event_wakes where event_id = any (?)";

    private static final String NEXT =
            """
            select micros_of_timestamp(wake_at), event_id from event_wakes
            where wake_at <= timestamp_of_micros(?) and (wake_at, event_id) > (timestamp_of_micros(?), ?)
            order by wake_at, event_id limit ?
            """;

    private static final String ANSWERED =
            """
            delete from event_wakes w
            using unnest(?, ?) as woken (event_id, wake_at)
            where w.event_id = woken.event_id and w.wake_at = timestamp_of_micros(woken.wake_at)
            """;

    private EventWakes() {}

    /** Notes when events are to be woken, instead of what was noted before. No event twice. */
    public static void put(Connection connection, Collection<Due> wakes) throws SQLException {
        execute(connection, PUT, wakes);
    }

    /** Forgets events that wait for nothing. */
    public static void remove(Connection connection, Collection<UUID> eventIds) throws SQLException {
        if (eventIds.isEmpty()) {
            return;
        }
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            new Columns<>(remove, eventIds).ids(id -> id);
            remove.executeUpdate();
        }
    }

    /** Forgets what came of a wake; what an event has noted since stays. */
    public static void answered(Connection connection, Collection<Due> wakes) throws SQLException {
        execute(connection, ANSWERED, wakes);
    }

    /**
     * Wakes that have come, oldest first.
     *
     * @param until microseconds: those that came by then
     * @param after behind this one
     * @param limit at most so many
     */
    public static List<Due> next(Connection connection, long until, Due after, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEXT)) {
            select.setLong(1, until);
            select.setLong(2, after.at());
            select.setObject(3, after.eventId());
            select.setInt(4, limit);
            try (ResultSet rows = select.executeQuery()) {
                List<Due> due = new ArrayList<>();
                while (rows.next()) {
                    due.add(new Due(rows.getLong(1), rows.getObject(2, UUID.class)));
                }
                return due;
            }
        }
    }

    private static void execute(Connection connection, String sql, Collection<Due> wakes) throws SQLException {
        if (wakes.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            new Columns<>(statement, wakes).ids(Due::eventId).longs(Due::at);
            statement.executeUpdate();
        }
    }
}
