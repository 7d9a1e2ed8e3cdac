package io.evently.tables.message;

import io.evently.sql.Statements;
import io.evently.tables.journal.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The table {@code message_positions}: what this database was told of each database's journal. */
public final class MessagePositionsTable {

    private static final String READ = "select generation, tx::text, ordering from message_positions where source = ?";

    private static final String BEGIN =
            """
            insert into message_positions (source, generation, tx, ordering) values (?, ?, ?::xid8, ?)
            on conflict (source) do nothing
            """;

    private static final String MOVE =
            """
            update message_positions set generation = ?, tx = ?::xid8, ordering = ?
            where source = ? and generation = ? and tx = ?::xid8 and ordering = ?
            """;

    private MessagePositionsTable() {}

    /** A position, and of which generation of the journal. */
    public record Mark(long generation, Position position) {}

    /** @param source the database whose journal it is */
    public static Optional<Mark> read(Connection connection, int source) throws SQLException {
        return Statements.first(
                connection,
                READ,
                row -> new Mark(row.getLong(1), new Position(row.getString(2), row.getLong(3))),
                source);
    }

    /** Makes the row that is moved, if it is not there. */
    public static void begin(Connection connection, int source, Mark at) throws SQLException {
        Statements.update(
                connection,
                BEGIN,
                source,
                at.generation(),
                at.position().tx(),
                at.position().ordering());
    }

    /**
     * Moves it by compare-and-set. Comes first in the transaction that writes what is told: a second follower waits here,
     * and then is told that it is not the one.
     *
     * @return false when it was no longer {@code from}
     */
    public static boolean move(Connection connection, int source, Mark from, Mark to) throws SQLException {
        return Statements.update(
                        connection,
                        MOVE,
                        to.generation(),
                        to.position().tx(),
                        to.position().ordering(),
                        source,
                        from.generation(),
                        from.position().tx(),
                        from.position().ordering())
                == 1;
    }
}
