package io.evently.tables.message;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The table {@code message_backlog}: whose facts nobody was told though the position is behind them. */
public final class MessageBacklogTable {

    private static final String READY =
            """
            select persistence_id, sequence_number from message_backlog b
            where persistence_id > ?
                and not exists (select from projection_quarantine q where q.persistence_id = b.persistence_id)
            order by persistence_id limit ?
            """;

    private static final String ADD =
            """
            insert into message_backlog (persistence_id, sequence_number) values (?, ?)
            on conflict (persistence_id) do update set sequence_number = excluded.sequence_number
            where excluded.sequence_number < message_backlog.sequence_number
            """;

    private static final String ADVANCE = "update message_backlog set sequence_number = ? where persistence_id = ?";

    private static final String REMOVE = "delete from message_backlog where persistence_id = ?";

    private MessageBacklogTable() {}

    /** Who, and from which record on. */
    public record Entry(String persistenceId, long sequenceNumber) {}

    /** Of all in it. */
    public static Set<String> ids(Connection connection) throws SQLException {
        return new HashSet<>(
                Statements.list(connection, "select persistence_id from message_backlog", row -> row.getString(1)));
    }

    /**
     * Those whose rows are in the tables, or will be soon.
     *
     * @param after behind this one; empty: from the first
     */
    public static List<Entry> ready(Connection connection, String after, int limit) throws SQLException {
        return Statements.list(connection, READY, row -> new Entry(row.getString(1), row.getLong(2)), after, limit);
    }

    /** From this record on, or from an earlier one if they are in it. */
    public static void add(Connection connection, Entry entry) throws SQLException {
        Statements.update(connection, ADD, entry.persistenceId(), entry.sequenceNumber());
    }

    /** Everybody was told what is before this record. */
    public static void advance(Connection connection, Entry to) throws SQLException {
        Statements.update(connection, ADVANCE, to.sequenceNumber(), to.persistenceId());
    }

    public static void remove(Connection connection, String persistenceId) throws SQLException {
        Statements.update(connection, REMOVE, persistenceId);
    }
}
