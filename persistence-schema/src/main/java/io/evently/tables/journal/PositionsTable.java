package io.evently.tables.journal;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The table {@code projection_positions}: how far the tables of a database have followed its journal, and how far
 * {@code event_analytics}, which comes a little later.
 */
public final class PositionsTable {

    /** There is one projection per database, which writes all its tables. */
    private static final String NAME = "tables";

    private static final String ANALYTICS = "analytics";

    private static final String INITIAL =
            """
            insert into projection_positions (projection, tx, ordering, moved_at) values (?, '0', 0, now())
            on conflict (projection) do nothing
            """;

    /** An Evently before this one wrote analytics with the tables. */
    private static final String INITIAL_OF_ANALYTICS =
            """
            insert into projection_positions (projection, tx, ordering, moved_at)
            select ?, tx, ordering, now() from projection_positions where projection = ?
            on conflict (projection) do nothing
            """;

    /** The tables' position while there is no other: the first of the two by name. */
    private static final String READ_OF_ANALYTICS =
            """
            select tx::text, ordering from projection_positions where projection in (?, ?) order by projection limit 1
            """;

    private static final String MOVE_ANALYTICS =
            "update projection_positions set tx = ?::xid8, ordering = ?, moved_at = now() where projection = ?";

    private static final String READ = "select tx::text, ordering from projection_positions where projection = ?";

    private static final String MOVE =
            """
            update projection_positions set tx = ?::xid8, ordering = ?, moved_at = now()
            where projection = ? and tx = ?::xid8 and ordering = ?
            """;

    private static final String RESET =
            "update projection_positions set tx = '0', ordering = 0, moved_at = now() where projection = ?";

    private PositionsTable() {}

    /** Where the tables stand. */
    public static Position read(Connection connection) throws SQLException {
        return Statements.first(connection, READ, PositionsTable::position, NAME)
                .orElse(Position.BEGINNING);
    }

    /** Of a row that begins with transaction and number. */
    static Position position(ResultSet row) throws SQLException {
        return new Position(row.getString(1), row.getLong(2));
    }

    /** Makes the rows that are moved, if they are not there. */
    public static void ensure(Connection connection) throws SQLException {
        Statements.update(connection, INITIAL, NAME);
        Statements.update(connection, INITIAL_OF_ANALYTICS, ANALYTICS, NAME);
    }

    /**
     * Moves the position by compare-and-set. Comes first in the transaction that writes the tables: a second projection
     * of the same database waits here, and then is told that it is not the one.
     *
     * @return false when the position was no longer {@code from}: somebody else has written the tables
     */
    public static boolean move(Connection connection, Position from, Position to) throws SQLException {
        return Statements.update(connection, MOVE, to.tx(), to.ordering(), NAME, from.tx(), from.ordering()) == 1;
    }

    /** Where {@code event_analytics} stands: never behind the tables, but for an older Evently's rebuild. */
    public static Position readOfAnalytics(Connection connection) throws SQLException {
        return Statements.first(connection, READ_OF_ANALYTICS, PositionsTable::position, ANALYTICS, NAME)
                .orElse(Position.BEGINNING);
    }

    /** Only in a transaction that has moved the tables' position, or left it where it was by {@link #move}. */
    public static void moveAnalytics(Connection connection, Position to) throws SQLException {
        Statements.update(connection, MOVE_ANALYTICS, to.tx(), to.ordering(), ANALYTICS);
    }

    /** Both back to the beginning, wherever they were; locked in the order in which a projection locks them. */
    public static void reset(Connection connection) throws SQLException {
        Statements.update(connection, RESET, NAME);
        Statements.update(connection, RESET, ANALYTICS);
    }
}
