package io.evently.tables;

import io.evently.sql.Statements;
import io.evently.tables.EventEndingsTable.Ending;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** How entries and promotions follow the end of their event, in chunks that {@link EventEndingsTable} asks for. */
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
            List<UUID> entries = chunk.stream().map(Place::entryId).toList();
            long factNo = ending.factNo();
            Statements.update(connection, END_ENTRIES, reason(ending), factNo, ending.at(), entries, factNo);
            Statements.update(connection, END_PROMOTIONS, reason(ending), factNo, entries, factNo);
        }
        return chunk.size() == most ? OptionalLong.of(chunk.get(most - 1).joinNo()) : OptionalLong.empty();
    }

    private static List<Place> chunk(Connection connection, UUID eventId, long afterJoinNo, int most)
            throws SQLException {
        return Statements.list(
                connection,
                CHUNK,
                row -> new Place(row.getLong(1), row.getObject(2, UUID.class)),
                eventId,
                afterJoinNo,
                most);
    }

    private static String reason(Ending ending) {
        return "the event was " + ending.status();
    }
}
