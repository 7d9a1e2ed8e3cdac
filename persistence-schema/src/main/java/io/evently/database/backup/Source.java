package io.evently.database.backup;

import io.evently.database.ConnectionLimits;
import io.evently.database.DatabaseUrl;
import io.evently.database.StartupRefused;
import io.evently.database.backup.Dumped.Rows;
import io.evently.database.backup.Dumped.Schema;
import io.evently.sql.Statements;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.postgresql.PGConnection;

/** One of the four databases while it is backed up: one transaction, one snapshot. */
final class Source implements AutoCloseable {

    /** Nothing may end it halfway, no policy may leave rows out unsaid, and bytes are written in one way. */
    private static final String SESSION =
            """
            set idle_in_transaction_session_timeout = 0;
            set statement_timeout = 0;
            set lock_timeout = '30s';
            set row_security = off;
            set bytea_output = hex
            """;

    /** Of those who may read keys, the one who may nothing else. */
    private static final String KEEPER_OF_KEYS =
            """
            select exists (
                select from pg_roles r
                where rolname = 'evently_keys' and pg_has_role(oid, 'member') and has_schema_privilege(oid, 'keys', 'usage')
                    and not exists (
                        select from pg_class c
                        where c.relnamespace = 'keys'::regnamespace and c.relkind = 'r' and c.relname <> 'nodes'
                            and not has_table_privilege(r.oid, c.oid, 'select')))
            """;

    private static final int BUFFER = 1 << 16;

    private final Connection connection;
    private final int shard;
    private final BackupKind kind;
    private final String schema;
    private final JournalOrder order;
    private final Map<String, String> tables;

    private Source(
            Connection connection,
            int shard,
            BackupKind kind,
            String schema,
            JournalOrder order,
            Map<String, String> tables) {
        this.connection = connection;
        this.shard = shard;
        this.kind = kind;
        this.schema = schema;
        this.order = order;
        this.tables = tables;
    }

    /**
     * Keeps the tables from being changed or dropped, and reads none yet.
     *
     * @throws StartupRefused if it cannot be reached, or is not one of Evently's
     */
    static Source open(String url, int shard, BackupKind kind) throws SQLException {
        Connection connection;
        try {
            connection = ConnectionLimits.connect(url, "backup", ConnectionLimits.NONE);
        } catch (SQLException e) {
            throw new StartupRefused("Database " + shard + " (" + DatabaseUrl.shown(url) + ") cannot be reached.", e);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
            if (!Catalog.has(connection, "keys.user_keys")) {
                throw new StartupRefused(
                        "Database " + shard + " has no schema keys: it is empty, or of an older version."
                                + " Start this version of Evently once.");
            }
            String schema = Catalog.schema(connection);
            JournalOrder order = JournalOrder.of(connection);
            if (kind == BackupKind.KEYS
                    && Statements.first(connection, KEEPER_OF_KEYS, row -> row.getBoolean(1))
                            .orElseThrow()) {
                statement.execute("set role evently_keys");
            }
            Map<String, String> tables = Catalog.tables(connection, kind);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            statement.execute("lock table " + String.join(", ", tables.keySet()) + " in access share mode");
            return new Source(connection, shard, kind, schema, order, tables);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** From here on it is read as it is at this moment. */
    void takeSnapshot() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_current_snapshot()");
        }
    }

    /** All of it, into a folder of its own below that of the backup. */
    List<Dumped> write(Path backup) throws SQLException, IOException {
        Path folder = backup.resolve(Integer.toString(shard));
        PrivateFolder.make(folder);
        List<Dumped> all = new ArrayList<>();
        all.add(new Schema(shard, schema));
        all.addAll(Catalog.partitions(connection, shard, kind));
        for (Map.Entry<String, String> table : tables.entrySet()) {
            all.add(write(backup, table.getKey(), table.getValue()));
        }
        all.addAll(Catalog.sequences(connection, shard, kind));
        PrivateFolder.force(folder);
        return all;
    }

    private Rows write(Path backup, String table, String columns) throws SQLException, IOException {
        Path file = backup.resolve(new Rows(shard, table, 0, columns).file());
        long rows;
        try (OutputStream out = new Compressed(new BufferedOutputStream(PrivateFolder.newFile(file), BUFFER))) {
            rows = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("copy (" + order.select(table, columns) + ") to stdout", out);
        }
        PrivateFolder.force(file);
        return new Rows(shard, table, rows, columns);
    }

    /** What was read is on disk by now, or was told to have failed. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException gone) {
            return;
        }
    }

    /** Fast: a backup shares the machine with a sale. */
    private static final class Compressed extends GZIPOutputStream {
        Compressed(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
