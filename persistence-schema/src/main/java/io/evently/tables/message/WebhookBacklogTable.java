package io.evently.tables.message;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The table {@code webhook_backlog}: events of which webhooks are told later, for a record of theirs cannot be read. */
public final class WebhookBacklogTable {

    private static final String ALL =
            "select persistence_id, sequence_number from webhook_backlog order by persistence_id collate \"C\"";

    private static final String ADD =
            """
            insert into webhook_backlog (persistence_id, sequence_number) values (?, ?)
            on conflict (persistence_id) do update set sequence_number = excluded.sequence_number
            where excluded.sequence_number < webhook_backlog.sequence_number
            """;

    private static final String ADVANCE = "update webhook_backlog set sequence_number = ? where persistence_id = ?";

    private static final String REMOVE = "delete from webhook_backlog where persistence_id = ?";

    private WebhookBacklogTable() {}

    /** Whose records, and from which one on. */
    public record Entry(String persistenceId, long sequenceNumber) {}

    /** In the order of their ids. */
    public static List<Entry> all(Connection connection) throws SQLException {
        return Statements.list(connection, ALL, row -> new Entry(row.getString(1), row.getLong(2)));
    }

    /** From this record on, or from an earlier one if they are in it. */
    public static void add(Connection connection, Entry entry) throws SQLException {
        Statements.update(connection, ADD, entry.persistenceId(), entry.sequenceNumber());
    }

    /** What is before this record was told. */
    public static void advance(Connection connection, Entry to) throws SQLException {
        Statements.update(connection, ADVANCE, to.sequenceNumber(), to.persistenceId());
    }

    public static void remove(Connection connection, String persistenceId) throws SQLException {
        Statements.update(connection, REMOVE, persistenceId);
    }
}
