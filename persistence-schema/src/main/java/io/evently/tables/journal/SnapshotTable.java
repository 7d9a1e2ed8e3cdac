package io.evently.tables.journal;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGStatement;

/** The table {@code snapshot}: the last two states of each entity that were stored (V016). */
public final class SnapshotTable {

    private static final String NUMBERS =
            "select sequence_number from snapshot where persistence_id = ? order by sequence_number desc";

    private static final String READ =
            """
            select created, snapshot_ser_id, snapshot_ser_manifest, snapshot_payload
            from snapshot
            where persistence_id = ? and sequence_number = ?
            """;

    /** Only beside the record it was made by: a database that came back shorter has another history from there on. */
    private static final String WRITE =
            """
            insert into snapshot (
                persistence_id, sequence_number, created, snapshot_ser_id, snapshot_ser_manifest, snapshot_payload)
            select j.persistence_id, j.sequence_number, ?, ?, ?, ?
            from event_journal j
            where j.persistence_id = ? and j.sequence_number = ?
            on conflict (persistence_id, sequence_number) do update set
                created = excluded.created,
                snapshot_ser_id = excluded.snapshot_ser_id,
                snapshot_ser_manifest = excluded.snapshot_ser_manifest,
                snapshot_payload = excluded.snapshot_payload
            """;

    private SnapshotTable() {}

    /**
     * One state.
     *
     * @param created milliseconds since 1970
     * @param serializer which serializer wrote it
     * @param manifest what that serializer calls it
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    public record Row(long sequenceNumber, long created, int serializer, String manifest, byte[] payload) {}

    /**
     * Stores a state.
     *
     * @return whether the record it was made by is in the journal; else nothing is stored
     */
    public static boolean write(Connection connection, String persistenceId, Row row) throws SQLException {
        return Statements.update(
                        connection,
                        WRITE,
                        row.created(),
                        row.serializer(),
                        row.manifest(),
                        row.payload(),
                        persistenceId,
                        row.sequenceNumber())
                == 1;
    }

    /** The numbers of the records after which a state was stored, the last first. */
    public static List<Long> numbers(Connection connection, String persistenceId) throws SQLException {
        return Statements.list(connection, NUMBERS, row -> row.getLong(1), persistenceId);
    }

    /** One of them; empty if it was replaced meanwhile. */
    public static Optional<Row> read(Connection connection, String persistenceId, long sequenceNumber)
            throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(READ)) {
            // In binary from the first time on: as text, bytes take twice the room, and those above 512 MB none at all.
            read.unwrap(PGStatement.class).setPrepareThreshold(-1);
            read.setString(1, persistenceId);
            read.setLong(2, sequenceNumber);
            try (ResultSet row = read.executeQuery()) {
                return row.next()
                        ? Optional.of(new Row(
                                sequenceNumber, row.getLong(1), row.getInt(2), row.getString(3), row.getBytes(4)))
                        : Optional.empty();
            }
        }
    }
}
