package io.evently.tables;

import static io.evently.sql.Column.bool;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;

import io.evently.sql.Columns;
import io.evently.sql.Statements;
import io.evently.sql.Table;
import io.evently.tables.journal.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table {@code projection_quarantine}: whose records the tables do not take, and why. */
public final class ProjectionQuarantineTable {

    /** More of them at once are no fault of single events: the tables stop instead. */
    public static final int MOST = 100;

    private static final Table<Row> QUARANTINED = new Table<>(
            "projection_quarantine",
            Row.class,
            text("persistence_id", Row::persistenceId),
            int8("sequence_number", Row::sequenceNumber),
            text("reason", Row::reason),
            bool("newer", Row::newer),
            micros("since", Row::since),
            int8("skipped", Row::skipped));

    private static final String ALL = QUARANTINED.select() + " order by since, persistence_id limit " + MOST;

    private static final String TO_RETRY = QUARANTINED.select() + " where retry order by since, persistence_id limit 1";

    private static final Columns<Map.Entry<String, Integer>> SKIPPED =
            new Columns<>(text("persistence_id", Map.Entry::getKey), int8("skipped", Map.Entry::getValue));

    private static final String ADD =
            """
            insert into projection_quarantine (persistence_id, sequence_number, reason, newer, since)
            select persistence_id, sequence_number, ?, ?, now() from event_journal where (tx, ordering) = (?::xid8, ?)
            """;

    private static final String SKIP =
            """
            update projection_quarantine q set skipped = q.skipped + new.skipped
            from %s where q.persistence_id = new.persistence_id
            """
                    .formatted(SKIPPED.unnested("new"));

    private static final String RETRY_NEWER = "update projection_quarantine set retry = true where newer";

    private static final String REFUSED_AGAIN =
            "update projection_quarantine set retry = false, reason = ?, newer = ? where persistence_id = ?";

    private static final String REMOVE = "delete from projection_quarantine where persistence_id = ?";

    private ProjectionQuarantineTable() {}

    /**
     * One that is set aside.
     *
     * @param persistenceId {@code Event|} and the event's id; also {@code User|…} and {@code Email|…}
     * @param sequenceNumber of its record that could not be applied
     * @param newer whether that record is of a kind that was unknown
     * @param since microseconds
     * @param skipped later records that were passed over
     */
    public record Row(
            String persistenceId, long sequenceNumber, String reason, boolean newer, long since, long skipped) {}

    /** All of them, the longest first. */
    public static List<Row> all(Connection connection) throws SQLException {
        return Statements.list(connection, ALL, QUARANTINED::read);
    }

    /** Their persistence ids. */
    public static Set<String> ids(Connection connection) throws SQLException {
        return new HashSet<>(Statements.list(
                connection, "select persistence_id from projection_quarantine", row -> row.getString(1)));
    }

    /** Sets aside whoever wrote the record at {@code position}. */
    public static void add(Connection connection, Position position, String reason, boolean newer) throws SQLException {
        Statements.update(connection, ADD, reason, newer, position.tx(), position.ordering());
    }

    /** @param skipped by persistence id: records passed over */
    public static void skip(Connection connection, Map<String, Integer> skipped) throws SQLException {
        SKIPPED.execute(connection, SKIP, skipped.entrySet());
    }

    /** Asks for another try of those whose record was of an unknown kind: another version may know it. */
    public static void retryNewer(Connection connection) throws SQLException {
        Statements.update(connection, RETRY_NEWER);
    }

    /** One that is to be tried again. */
    public static Optional<Row> toRetry(Connection connection) throws SQLException {
        return Statements.first(connection, TO_RETRY, QUARANTINED::read);
    }

    /** The try failed; the next one waits until somebody asks for it. */
    public static void refusedAgain(Connection connection, String persistenceId, String reason, boolean newer)
            throws SQLException {
        Statements.update(connection, REFUSED_AGAIN, reason, newer, persistenceId);
    }

    /** Its rows are as they should be. */
    public static void remove(Connection connection, String persistenceId) throws SQLException {
        Statements.update(connection, REMOVE, persistenceId);
    }
}
