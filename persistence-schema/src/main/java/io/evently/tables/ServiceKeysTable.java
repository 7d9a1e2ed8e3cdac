package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The table {@code keys.service_keys} of database 0: Evently's own keys, wrapped by the master key. */
public final class ServiceKeysTable {

    private static final String ALL =
            """
            select purpose, version, wrapped_key, master_version,
                (extract(epoch from clock_timestamp() - created_at) * 1000)::bigint
            from keys.service_keys order by purpose, version
            """;

    private static final String INSERT =
            """
            insert into keys.service_keys (purpose, version, wrapped_key, master_version, created_at)
            values (?, ?, ?, ?, clock_timestamp())
            on conflict (purpose, version) do nothing
            """;

    private static final String DESTROY =
            """
            delete from keys.service_keys where purpose = ? and version = ?
            """;

    private static final String WRAP_ANEW =
            """
            update keys.service_keys set wrapped_key = ?, master_version = ?
            where purpose = ? and version = ? and wrapped_key = ?
            """;

    private ServiceKeysTable() {}

    /**
     * A key.
     *
     * @param version of this purpose's keys, from 1; not of the master key
     * @param age by the database's clock
     */
    public record Row(String purpose, int version, WrappedKey key, Duration age) {}

    /** All of them, by purpose and version. */
    public static List<Row> all(Connection connection) throws SQLException {
        return Statements.list(
                connection,
                ALL,
                row -> new Row(
                        row.getString(1),
                        row.getInt(2),
                        new WrappedKey(row.getBytes(3), row.getString(4)),
                        Duration.ofMillis(row.getLong(5))));
    }

    /** Keeps the key unless there is one of that version, which another node made. It is on disk when this returns. */
    public static void insert(Connection connection, String purpose, int version, WrappedKey key) throws SQLException {
        Statements.update(connection, INSERT, purpose, version, key.bytes(), key.masterVersion());
    }

    /** Deletes a key, and with it all that it encrypted. */
    public static void destroy(Connection connection, String purpose, int version) throws SQLException {
        Statements.update(connection, DESTROY, purpose, version);
    }

    /** The same key, wrapped anew, unless somebody else did so. */
    public static void wrapAnew(Connection connection, Row before, WrappedKey after) throws SQLException {
        Statements.update(
                connection,
                WRAP_ANEW,
                after.bytes(),
                after.masterVersion(),
                before.purpose(),
                before.version(),
                before.key().bytes());
    }
}
