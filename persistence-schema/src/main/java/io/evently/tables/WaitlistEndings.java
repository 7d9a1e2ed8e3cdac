package io.evently.tables;

import io.evently.tables.EventEndings.Ending;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** How entries and promotions follow the end of their event, in chunks that {@link EventEndings} asks for. */
final class WaitlistEndings {

    /** Along idx_waitlist_live. */
    private static final String CHUNK =
            """
            select join_seq, id from waitlist_entries
            where event_id = ? and join_seq > ? and status in ('waiting', 'promoted')
            order by join_seq limit ?
            """;

    private static final String END_ENTRIES =
            """
            update waitlist_entries
            set status = 'expired', end_reason = ?, fact_no = ?, updated_at = timestamp_of_micros(?)
            where id = any (?) and fact_no < ?
            """;

    private static final String END_PROMOTIONS =
            """
            update waitlist_promotions set status = 'expired', end_reason = ?, fact_no = ?
            where waitlist_id = any (?) and fact_no < ? and status = 'pending'
            """;

    private WaitlistEndings() {}

    private record Place(long joinNo, UUID entryId) {}

    /**
     * Lets the next live entries and their promotions follow, in order of joining.
     *
     * @param afterJoinNo behind the entry with this join number
     * @return the join number of the last one, if there may be more behind it
     */
    static OptionalLong follow(Connection connection, Ending ending, long afterJoinNo, int most) throws SQLException {
        List<Place> chunk = chunk(connection, ending.eventId(), afterJoinNo, most);
        if (!chunk.isEmpty()) {
            Object[] entries = chunk.stream().map(Place::entryId).toArray();
            endEntries(connection, ending, entries);
            endPromotions(connection, ending, entries);
        }
        return chunk.size() == most ? OptionalLong.of(chunk.get(most - 1).joinNo()) : OptionalLong.empty();
    }

    private static List<Place> chunk(Connection connection, UUID eventId, long afterJoinNo, int most)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(CHUNK)) {
            select.setObject(1, eventId);
            select.setLong(2, afterJoinNo);
            select.setInt(3, most);
            try (ResultSet rows = select.executeQuery()) {
                List<Place> chunk = new ArrayList<>();
                while (rows.next()) {
                    chunk.add(new Place(rows.getLong(1), rows.getObject(2, UUID.class)));
                }
                return chunk;
            }
        }
    }

    private static void endEntries(Connection connection, Ending ending, Object[] entries) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement(END_ENTRIES)) {
            end.setString(1, reason(ending));
            end.setLong(2, ending.factNo());
            end.setLong(3, ending.at());
            end.setArray(4, connection.createArrayOf("uuid", entries));
            end.setLong(5, ending.factNo());
            end.executeUpdate();
        }
    }

    private static void endPromotions(Connection connection, Ending ending, Object[] entries) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement(END_PROMOTIONS)) {
            end.setString(1, reason(ending));
            end.setLong(2, ending.factNo());
            end.setArray(3, connection.createArrayOf("uuid", entries));
            end.setLong(4, ending.factNo());
            end.executeUpdate();
        }
    }

    private static String reason(Ending ending) {
        return "the event was " + ending.status();
    }
}
