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
