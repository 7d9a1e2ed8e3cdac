package io.evently.tables.journal;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;

/** How much the tables {@code snapshot} and {@code event_journal} hold of an entity that is to be woken. */
public final class StoredSize {

    /** Lengths are known without reading what is stored aside (TOAST). */
    private static final String BYTES =
            """
            with newest as (
                select sequence_number, octet_length(snapshot_payload) as bytes from snapshot
                where persistence_id = ? order by sequence_number desc limit 1
            )
            select coalesce((select bytes from newest), 0) + coalesce((
                select sum(octet_length(event_payload)) from event_journal
                where persistence_id = ? and sequence_number > coalesce((select sequence_number from newest), 0)), 0)
            """;

    private StoredSize() {}

    /** Bytes of its newest snapshot and of all records after it; 0 if there are none. */
    public static long bytes(Connection connection, String persistenceId) throws SQLException {
        return Statements.first(connection, BYTES, row -> row.getLong(1), persistenceId, persistenceId)
                .orElseThrow();
    }
}
