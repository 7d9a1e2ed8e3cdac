package io.evently.tables;

import io.evently.sql.Statements;
import io.evently.tables.journal.PositionsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** All tables that can be made anew from the journal. */
public final class ProjectedTables {

    /**
     * Locked in this order, which is the order in which the projection goes through them.
     *
     * <p>Every table by name and no "cascade": whoever adds one must decide here what a rebuild does to it. What people
     * were told stays: it is not told again.
     */
    static final String EMPTY =
            """
            truncate users, events, event_endings, bookings, waitlist_entries, waitlist_promotions, pricing_history,
                event_analytics, projection_quarantine
            """;

    /**
     * Children first: what a cascade would find row by row goes at once. Prices, analytics and the event's end go with the
     * event.
     */
    static final List<String> EMPTY_OF_AN_EVENT = List.of(
            "delete from waitlist_promotions where event_id = ?",
            "delete from waitlist_entries where event_id = ?",
            "delete from bookings where event_id = ?",
            "delete from events where id = ?",
            "update attempt_counts set shown = 0 where event_id = ? and shown <> 0");

    /** The attempts stay; what event_analytics takes from them is taken anew. */
    private static final String SHOW_ATTEMPTS_AGAIN = "update attempt_counts set shown = 0 where shown <> 0";

    private ProjectedTables() {}

    /**
     * Empties the tables and goes back to the beginning of the journal. Attempts, their counts and users' keys stay:
     * they are not in the journal.
     *
     * @param connection in a transaction of the caller's
     */
    public static void empty(Connection connection) throws SQLException {
        PositionsTable.ensure(connection);
        // First, as everywhere: a projection at work finishes its transaction, the next one finds the position moved.
        PositionsTable.reset(connection);
        Statements.update(connection, EMPTY);
        // After the tables: whoever shows attempts has read events before it locks counts, so it is either done by now
        // or waits for this transaction. The other way round each would wait for the other.
        Statements.update(connection, SHOW_ATTEMPTS_AGAIN);
    }

    /**
     * Empties the tables of one event, so that its facts can be written anew. Attempts and their counts stay.
     *
     * @param connection in a transaction of the caller's
     */
    public static void empty(Connection connection, UUID eventId) throws SQLException {
        for (String delete : EMPTY_OF_AN_EVENT) {
            Statements.update(connection, delete, eventId);
        }
    }
}
