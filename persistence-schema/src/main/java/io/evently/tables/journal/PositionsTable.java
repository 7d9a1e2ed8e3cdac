package io.evently.tables.journal;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The table {@code projection_positions}: how far the tables of a database have followed its journal. */
public final class PositionsTable {

    /** There is one projection per database, which writes all its tables. */
    private static final String NAME = "tables";

    private static final String INITIAL =
            """
            insert into projection_positions (projection, tx, ordering, moved_at) values (?, '0', 0, now())
            on conflict (projection) do nothing
            """;

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

    /** Makes the row that {@link #move} moves, if it is not there. */
    public static void ensure(Connection connection) throws SQLException {
        Statements.update(connection, INITIAL, NAME);
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

    /** Back to the beginning, whatever it was. */
    public static void reset(Connection connection) throws SQLException {
        Statements.update(connection, RESET, NAME);
    }
}
