package io.evently.tables.journal;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where an entity's journal ends, beside what the tables of the same database show of it. Both are of one moment, and the
 * tables follow the journal: what they show more than it holds was lost from the journal.
 */
public final class JournalEnd {

    /** What the tables do not know is not read: a last record may have 100 kB. */
    private static final String LAST =
            """
            select last.sequence_number, last.event_ser_id, last.event_ser_manifest, shown.number as shown,
                case when shown.number > 0 then last.event_payload end as payload
            from (%s) as shown
            left join lateral (
                select sequence_number, event_ser_id, event_ser_manifest, event_payload from event_journal
                where persistence_id = ? order by sequence_number desc limit 1
            ) as last on true
            """;

    private static final String OF_EVENT =
            LAST.formatted("select (select fact_no from events where id = ?::uuid) as number");

    private static final String OF_USER =
            LAST.formatted("select (select version from users where id = ?::uuid) as number");

    /** No table shows it. */
    private static final String OF_OTHERS = LAST.formatted("select null::bigint as number where ?::text is not null");

    private JournalEnd() {}

    /** Whose journal it is. */
    public enum Kind {
        EVENT(OF_EVENT),
        USER(OF_USER),
        OTHER(OF_OTHERS);

        private final String sql;

        Kind(String sql) {
            this.sql = sql;
        }
    }

    /**
     * The end.
     *
     * @param sequenceNumber of the last record; 0: there is none
     * @param shown the number of the last fact, or the version, that the tables show; 0: none
     * @param payload of the last record; null if there is none, or the tables show nothing
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    public record Row(long sequenceNumber, long shown, int serializer, String manifest, byte[] payload) {}

    /**
     * Costs two look-ups by primary key.
     *
     * @param id by which the tables know the entity
     */
    public static Row read(Connection connection, String persistenceId, Kind kind, String id) throws SQLException {
        return Statements.first(
                        connection,
                        kind.sql,
                        row -> new Row(
                                row.getLong("sequence_number"),
                                row.getLong("shown"),
                                row.getInt("event_ser_id"),
                                row.getString("event_ser_manifest"),
                                row.getBytes("payload")),
                        id,
                        persistenceId)
                .orElseThrow();
    }
}
