package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The table {@code projection_positions}: how far the tables of a database have followed its journal. */
public final class Positions {

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

    private Positions() {}

    /** Where the tables stand. */
    public static Position read(Connection connection) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(READ)) {
            read.setString(1, NAME);
            try (ResultSet row = read.executeQuery()) {
                return row.next() ? new Position(row.getString(1), row.getLong(2)) : Position.BEGINNING;
            }
        }
    }

    /** Makes the row that {@link #move} moves, if it is not there. */
    public static void ensure(Connection connection) throws SQLException {
        try (PreparedStatement initial = connection.prepareStatement(INITIAL)) {
            initial.setString(1, NAME);
            initial.executeUpdate();
        }
    }

    /**
     * Moves the position by compare-and-set. Comes first in the transaction that writes the tables: a second projection
     * of the same database waits here, and then is told that it is not the one.
     *
     * @return false when the position was no longer {@code from}: somebody else has written the tables
     */
    public static boolean move(Connection connection, Position from, Position to) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            move.setString(1, to.tx());
            move.setLong(2, to.ordering());
            move.setString(3, NAME);
            move.setString(4, from.tx());
            move.setLong(5, from.ordering());
            return move.executeUpdate() == 1;
        }
    }

    /** Back to the beginning, whatever it was. */
    static void reset(Connection connection) throws SQLException {
        try (PreparedStatement reset = connection.prepareStatement(RESET)) {
            reset.setString(1, NAME);
            reset.executeUpdate();
        }
    }
}
