package io.evently.tables.message;

import io.evently.sql.Statements;
import io.evently.tables.journal.Position;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The table {@code message_source}: up to where the followers of this database's journal went. It moves before any database
 * is told, so a database that was told more than it says shows that this one was restored from before.
 */
public final class MessageSourceTable {

    private static final String READ =
            """
            select tx::text, ordering, generation, generation_tx::text, generation_ordering from message_source
            """;

    private static final String MOVE =
            """
            update message_source set tx = ?::xid8, ordering = ?
            where tx = ?::xid8 and ordering = ? and generation = ?
            """;

    private static final String BEGIN_GENERATION =
            """
            update message_source set generation = greatest(generation, ?) + 1, generation_tx = tx, generation_ordering = ordering
            where tx = ?::xid8 and ordering = ? and generation = ?
            """;

    /** What the journal's new order would hide. */
    private static final String KEEP_BACKLOG =
            """
            insert into message_backlog (persistence_id, sequence_number)
            select persistence_id, min(sequence_number) from event_journal
            where (tx, ordering) > (?::xid8, ?)
            group by persistence_id
            on conflict (persistence_id) do update
            set sequence_number = least(message_backlog.sequence_number, excluded.sequence_number)
            """;

    private static final String FOLLOW_ALL =
            """
            update message_source
            set tx = '0', ordering = last, generation = generation + 1, generation_tx = '0', generation_ordering = last
            from (select coalesce(max(ordering), 0) as last from event_journal) as journal
            """;

    private MessageSourceTable() {}

    /**
     * As it is stored.
     *
     * @param generation rises when the journal is not what it was
     * @param start where those go on whose position is of an older generation
     */
    public record Source(Position position, long generation, Position start) {

        public Source at(Position reached) {
            return new Source(reached, generation, start);
        }
    }

    public static Source read(Connection connection) throws SQLException {
        return Statements.first(
                        connection,
                        READ,
                        row -> new Source(
                                new Position(row.getString(1), row.getLong(2)),
                                row.getLong(3),
                                new Position(row.getString(4), row.getLong(5))))
                .orElseThrow();
    }

    /**
     * Moves it by compare-and-set.
     *
     * @return false when somebody else has moved it
     */
    public static boolean move(Connection connection, Source from, Position to) throws SQLException {
        return Statements.update(
                        connection,
                        MOVE,
                        to.tx(),
                        to.ordering(),
                        from.position().tx(),
                        from.position().ordering(),
                        from.generation())
                == 1;
    }

    /**
     * The journal was restored from before: whoever was told more goes on from where this is.
     *
     * @param latest the generation of whoever was told more
     * @return false when somebody else has moved it
     */
    public static boolean beginGeneration(Connection connection, Source from, long latest) throws SQLException {
        return Statements.update(
                        connection,
                        BEGIN_GENERATION,
                        latest,
                        from.position().tx(),
                        from.position().ordering(),
                        from.generation())
                == 1;
    }

    /**
     * Before the journal gets another order: whose facts not everybody was told is remembered by who wrote them.
     *
     * @param least what all databases were told
     */
    public static void keepWhatIsMissing(Connection connection, Position least) throws SQLException {
        Statements.update(connection, KEEP_BACKLOG, least.tx(), least.ordering());
        Statements.update(connection, FOLLOW_ALL);
    }
}
