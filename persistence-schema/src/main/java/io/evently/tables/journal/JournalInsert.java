package io.evently.tables.journal;

import static io.evently.sql.Column.bytes;
import static io.evently.sql.Column.int4;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.text;

import io.evently.sql.Columns;
import io.evently.tables.journal.Journal.NewRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;

/** The statements that write records: one for many rows, one for few, one for rows that may be there already. */
final class JournalInsert {

    private static final Columns<NewRow> RECORDS = new Columns<>(
            text("persistence_id", NewRow::persistenceId),
            int8("sequence_number", NewRow::sequenceNumber),
            text("writer", NewRow::writer),
            int8("write_timestamp", NewRow::writtenAt),
            text("adapter_manifest", NewRow::adapterManifest),
            bytes("event_payload", NewRow::payload),
            int4("event_ser_id", NewRow::serializerId),
            text("event_ser_manifest", NewRow::manifest));

    /**
     * Rows are tried in the order given. A row is taken only if the record before it is there: else a database that came
     * back shorter than a node's memory would get a gap that nobody can read across. A scalar query, because PostgreSQL
     * may answer {@code exists} by hashing the whole journal; and only for rows whose record before this connection has
     * not written itself: each look-up costs.
     */
    private static final String APPEND =
            """
            insert into event_journal (%1$s)
            select %1$s from unnest(%2$s, ?) as n (%1$s, follows)
            where n.follows or n.sequence_number = 1 or (
                select true from event_journal p
                where p.persistence_id = n.persistence_id and p.sequence_number = n.sequence_number - 1)
            """
                    .formatted(RECORDS.names(), RECORDS.parameters());

    /** Up to so many rows that all follow go as plain values: each size is a statement with a plan of its own. */
    private static final int FEW = 16;

    /** By the number of rows. To take arrays apart costs a third of what it takes to write four rows. */
    private static final List<String> APPEND_FEW = IntStream.rangeClosed(0, FEW)
            .mapToObj(rows -> "insert into event_journal (%s) values %s"
                    .formatted(
                            RECORDS.names(), String.join(", ", Collections.nCopies(rows, "(?, ?, ?, ?, ?, ?, ?, ?)"))))
            .toList();

    /** For what may be there already. Every row costs a look-up and a log record more. */
    private static final String APPEND_MISSING = APPEND + "on conflict (persistence_id, sequence_number) do nothing";

    private JournalInsert() {}

    /** As {@link Journal#append}. */
    static boolean execute(
            Connection connection, Collection<NewRow> rows, Predicate<NewRow> follows, boolean mayBeThere)
            throws SQLException {
        boolean[] following = new boolean[rows.size()];
        boolean allFollow = true;
        int row = 0;
        for (NewRow each : rows) {
            boolean known = follows.test(each);
            following[row] = known;
            row++;
            if (!known && each.sequenceNumber() != 1) {
                allFollow = false;
            }
        }
        if (allFollow && !mayBeThere && rows.size() <= FEW) {
            return appendFew(connection, rows);
        }
        return appendArrays(connection, rows, following, mayBeThere);
    }

    private static boolean appendFew(Connection connection, Collection<NewRow> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(APPEND_FEW.get(rows.size()))) {
            int next = 1;
            for (NewRow row : rows) {
                insert.setString(next++, row.persistenceId());
                insert.setLong(next++, row.sequenceNumber());
                insert.setString(next++, row.writer());
                insert.setLong(next++, row.writtenAt());
                insert.setString(next++, row.adapterManifest());
                insert.setBytes(next++, row.payload());
                insert.setInt(next++, row.serializerId());
                insert.setString(next++, row.manifest());
            }
            return wroteAll(insert, rows);
        }
    }

    private static boolean appendArrays(
            Connection connection, Collection<NewRow> rows, boolean[] following, boolean mayBeThere)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(mayBeThere ? APPEND_MISSING : APPEND)) {
            int next = RECORDS.bind(insert, rows);
            insert.setArray(next, connection.unwrap(PGConnection.class).createArrayOf("bool", following));
            return wroteAll(insert, rows);
        }
    }

    private static boolean wroteAll(PreparedStatement insert, Collection<NewRow> rows) throws SQLException {
        int written = insert.executeUpdate();
        JournalSession.noWarning(insert);
        return written == rows.size();
    }
}
