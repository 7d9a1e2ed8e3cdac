package io.evently.database.backup;

import io.evently.database.ConnectionLimits;
import io.evently.database.DatabaseUrl;
import io.evently.database.StartupRefused;
import io.evently.database.backup.Dumped.Partition;
import io.evently.database.backup.Dumped.Rows;
import io.evently.database.backup.Dumped.Sequence;
import io.evently.sql.Statements;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.postgresql.PGConnection;

/** One of the four databases while it is restored. */
final class Target implements AutoCloseable {

    /** Everybody but this one and PostgreSQL's own, whatever they call themselves. */
    private static final String OTHERS =
            """
            select count(*) from pg_stat_activity
            where datname = current_database() and usesysid is not null and pid <> pg_backend_pid()
            """;

    private static final String NUMBER = "select number from public.shard";

    /** What migrations made beside public, which is emptied by them. */
    private static final String DROP_SCHEMAS =
            """
            do $$ declare each text; begin
                for each in select nspname from pg_namespace
                    where nspowner = current_user::regrole
                        and nspname not like 'pg\\_%' and nspname not in ('public', 'information_schema', 'evently_restore')
                loop
                    execute format('drop schema %I cascade', each);
                end loop;
            end $$
            """;

    /** Rows come from a snapshot in which all was right; to look again, row by row, takes most of the time. */
    private static final String WITHOUT_FOREIGN_KEYS =
            """
            do $$ begin
                if has_parameter_privilege('session_replication_role', 'set') then
                    set local session_replication_role = replica;
                end if;
            end $$
            """;

    private static final String UNREADABLE =
            """
            select count(*) from users u
            where u.email is not null
                and not exists (select from keys.user_keys k where k.user_id = u.id)
                and not exists (select from keys.forgotten f where f.user_id = u.id)
            """;

    /** Whoever was here a moment ago may still be leaving. */
    private static final long LEAVING_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Connection connection;
    private final int shard;

    private Target(Connection connection, int shard) {
        this.connection = connection;
        this.shard = shard;
    }

    static Target open(String url, int shard) {
        try {
            Connection connection = ConnectionLimits.connect(url, "restore", ConnectionLimits.NONE);
            try (Statement statement = connection.createStatement()) {
                statement.execute("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0");
            }
            return new Target(connection, shard);
        } catch (SQLException e) {
            throw new StartupRefused("Database " + shard + " (" + DatabaseUrl.shown(url) + ") cannot be reached.", e);
        }
    }

    Connection connection() {
        return connection;
    }

    /** @throws StartupRefused if somebody else uses it, or something is in it that may not go */
    void mustBeFree(boolean replace) throws SQLException {
        long since = System.nanoTime();
        while (others() > 0) {
            if (System.nanoTime() - since > LEAVING_NANOS) {
                throw new StartupRefused("Somebody is connected to database " + shard
                        + ". Stop all nodes of Evently, and whoever else looks into it.");
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        if (Catalog.isEmpty(connection)) {
            return;
        }
        if (!replace && !UnfinishedRestore.isMarked(connection)) {
            throw new StartupRefused(
                    "Database " + shard + " is not empty. Restore into new databases, or give --replace"
                            + " if all that is in the four may go.");
        }
        if (Catalog.has(connection, "public.shard")) {
            Statements.first(connection, NUMBER, row -> row.getInt(1))
                    .filter(number -> number != shard)
                    .ifPresent(other -> {
                        throw new StartupRefused("The URL of database " + shard + " leads to database " + other + ".");
                    });
        }
    }

    private long others() throws SQLException {
        return Statements.first(connection, OTHERS, row -> row.getLong(1)).orElseThrow();
    }

    void dropSchemas() throws SQLException {
        execute(DROP_SCHEMAS);
    }

    /** All rows of one backup, and nothing else in its tables; in the transaction at hand. */
    void load(Path backup, Manifest manifest) throws SQLException, IOException {
        List<Rows> tables = manifest.of(shard, Rows.class);
        execute(WITHOUT_FOREIGN_KEYS);
        Triggers triggers = Triggers.disable(connection);
        execute("truncate " + String.join(", ", tables.stream().map(Rows::name).toList()));
        for (Partition partition : manifest.of(shard, Partition.class)) {
            execute("create table if not exists " + partition.name() + " partition of " + partition.parent() + " "
                    + partition.bound());
        }
        for (Rows rows : tables) {
            load(backup, rows);
        }
        for (Sequence sequence : manifest.of(shard, Sequence.class)) {
            Statements.list(
                    connection,
                    "select setval(?::regclass, ?)",
                    row -> row.getLong(1),
                    sequence.name(),
                    sequence.last());
        }
        triggers.enable(connection);
    }

    private void load(Path backup, Rows rows) throws SQLException, IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(backup.resolve(rows.file())))) {
            long loaded = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + rows.name() + " (" + rows.columns() + ") from stdin", in);
            if (loaded != rows.rows()) {
                throw new StartupRefused("Of " + rows.name() + " in database " + shard + " there are " + loaded
                        + " rows, and there should be " + rows.rows() + ".");
            }
        }
    }

    /** Users whose keys nobody has, though nobody told to forget them. */
    long unreadableUsers() throws SQLException {
        return Statements.first(connection, UNREADABLE, row -> row.getLong(1)).orElseThrow();
    }

    /** All of it, or nothing. */
    void inOneTransaction(Step step) throws SQLException, IOException {
        connection.setAutoCommit(false);
        try {
            step.run();
            connection.commit();
        } catch (SQLException | IOException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** What is done in a transaction. */
    interface Step {
        void run() throws SQLException, IOException;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What was not committed by now is not to be. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException gone) {
            return;
        }
    }
}
