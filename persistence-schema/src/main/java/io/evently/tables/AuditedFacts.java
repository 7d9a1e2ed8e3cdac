package io.evently.tables;

import io.evently.sql.Statements;
import io.evently.tables.AuditChainsTable.Head;
import io.evently.tables.journal.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which records of the journal are in the audit: all up to a position, but those of who was set aside meanwhile (table
 * {@code audit_backlog}). It stays what it is when the tables are made anew, so each fact is written once. Of one
 * transaction, which has moved the tables' position.
 */
public final class AuditedFacts {

    private static final String BACKLOG = "select persistence_id, sequence_number from audit_backlog";

    /** The record that could not be applied; or, if the audit has it already, the first that it lacks. */
    private static final String SET_ASIDE =
            """
            insert into audit_backlog (persistence_id, sequence_number)
            select failed.persistence_id, greatest(failed.sequence_number, 1 + (
                select coalesce(max(written.sequence_number), 0)
                from event_journal written, audit_chains c
                where written.persistence_id = failed.persistence_id
                    and c.chain = 3 and (written.tx, written.ordering) <= (c.tx, c.ordering)))
            from event_journal failed
            where (failed.tx, failed.ordering) = (?::xid8, ?)
            on conflict (persistence_id) do nothing
            """;

    private static final String WRITTEN =
            "update audit_backlog set sequence_number = ? where persistence_id = ? and sequence_number < ?";

    private static final String CAUGHT_UP = "delete from audit_backlog where persistence_id = ?";

    /** What the journal's new order would hide. */
    private static final String KEEP_BACKLOG =
            """
            insert into audit_backlog (persistence_id, sequence_number)
            select j.persistence_id, min(j.sequence_number)
            from event_journal j, audit_chains c
            where c.chain = 3 and (j.tx, j.ordering) > (c.tx, c.ordering)
            group by j.persistence_id
            on conflict (persistence_id) do nothing
            """;

    private static final String FOLLOW = "update audit_chains set tx = ?::xid8, ordering = ? where chain = 3";

    private static final String FOLLOW_ALL =
            """
            update audit_chains set tx = '0', ordering = (select coalesce(max(ordering), 0) from event_journal)
            where chain = 3
            """;

    private final Head head;
    private final Map<String, Long> backlog = new HashMap<>();
    private final Map<String, Long> next = new HashMap<>();
    private final Set<String> caughtUp = new HashSet<>();
    private Position last;

    private AuditedFacts(Head head) {
        this.head = head;
        this.last = head.followed();
    }

    /** As of now. */
    public static AuditedFacts read(Connection connection) throws SQLException {
        AuditedFacts facts = new AuditedFacts(AuditChainsTable.read(connection, AuditChain.FACTS));
        Statements.list(connection, BACKLOG, row -> facts.backlog.put(row.getString(1), row.getLong(2)));
        return facts;
    }

    /** Up to where the journal is in the audit, but for those who are set aside. */
    public Position followed() {
        return head.followed();
    }

    /** Whether the tables are further. */
    public boolean lacks(Position tables) {
        return head.followed().compareTo(tables) < 0;
    }

    /** Whether the facts of a record are to be written; if so, they count as written from now on. */
    public boolean take(String persistenceId, long sequenceNumber, Position position) {
        Long from = backlog.get(persistenceId);
        boolean isNew = position.compareTo(head.followed()) > 0;
        if (!isNew && (from == null || sequenceNumber < from)) {
            return false;
        }
        if (isNew) {
            last = position.compareTo(last) > 0 ? position : last;
        }
        if (from != null) {
            next.put(persistenceId, sequenceNumber + 1);
            if (isNew) {
                // Its records come in their order: none before this one is missing.
                caughtUp.add(persistenceId);
            }
        }
        return true;
    }

    /** Writes the rows of all that was taken. */
    public void write(Connection connection, List<AuditRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        AuditTable.appendFacts(connection, head, rows, last);
        for (Map.Entry<String, Long> each : next.entrySet()) {
            Statements.update(connection, WRITTEN, each.getValue(), each.getKey(), each.getValue());
        }
        for (String persistenceId : caughtUp) {
            Statements.update(connection, CAUGHT_UP, persistenceId);
        }
    }

    /** All up to there is in the audit. */
    public static void follow(Connection connection, Position upTo) throws SQLException {
        Statements.update(connection, FOLLOW, upTo.tx(), upTo.ordering());
    }

    /** Whoever wrote the record at this position is set aside: their facts come later. */
    public static void setAside(Connection connection, Position failed) throws SQLException {
        Statements.update(connection, SET_ASIDE, failed.tx(), failed.ordering());
    }

    /** Before the journal gets another order: what is not in the audit yet is remembered by who wrote it. */
    public static void keepWhatIsMissing(Connection connection) throws SQLException {
        Statements.update(connection, KEEP_BACKLOG);
        Statements.update(connection, FOLLOW_ALL);
    }
}
