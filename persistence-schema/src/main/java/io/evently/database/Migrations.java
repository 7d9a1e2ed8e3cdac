package io.evently.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each of the four databases to the schema of this Evently. Safe to call from several nodes at once, and cheap
 * when there is nothing to do.
 */
public final class Migrations {

    private static final Logger log = LoggerFactory.getLogger(Migrations.class);

    /**
     * Other nodes sell while the first new one migrates. Whoever wants a table to himself waits for those who use it, and
     * everybody who comes later waits behind him: for 2 s at most, then he steps back and comes again. And the lock that
     * keeps two nodes from migrating at once is held by a connection that does nothing meanwhile.
     */
    private static final String SESSION =
            "set lock_timeout = '2s'; set idle_in_transaction_session_timeout = 0; set statement_timeout = 0";

    /** SQLSTATE lock_not_available. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final long STEP_BACK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Somebody who holds a table for so long has to be found. */
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private Migrations() {}

    /**
     * Applies what is missing, writes down which of the four each database is, grants the roles that there are what is
     * theirs, and makes partitions ahead.
     *
     * @param urls JDBC URLs of the databases 0 to 3, in this order, by which their owner connects
     * @throws StartupRefused when a database is not the one it should be, or cannot be migrated
     */
    public static void migrate(List<String> urls) {
        for (int shard = 0; shard < urls.size(); shard++) {
            migrate(shard, urls.get(shard));
        }
    }

    private static void migrate(int shard, String url) {
        long start = System.nanoTime();
        while (!applied(shard, url)) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new StartupRefused("The schema of database " + shard + " cannot be brought up to date: somebody"
                        + " has kept a lock on one of its tables for " + TimeUnit.NANOSECONDS.toMinutes(PATIENCE_NANOS)
                        + " minutes (see pg_stat_activity for the oldest xact_start).");
            }
            log.warn("The schema of database {} waits for a table that is in use", shard);
            LockSupport.parkNanos(STEP_BACK_NANOS);
        }
        try (Connection connection = ConnectionLimits.connect(url, "migration", ConnectionLimits.NONE)) {
            databaseMustBeTheOneItWas(connection, shard);
            DatabaseRoles.grant(connection);
            Partitions.ensure(connection);
        } catch (SQLException e) {
            throw new StartupRefused(
                    "Database " + shard + " cannot be prepared: " + DatabaseUrl.redacted(e.getMessage()), e);
        }
    }

    /**
     * Empties one database and makes the schema anew as it was at that migration, for rows of its day.
     *
     * @throws StartupRefused if it cannot be done
     */
    public static void makeAnew(int shard, String url, String version) {
        try {
            configured(url).cleanDisabled(false).load().clean();
        } catch (FlywayException e) {
            throw new StartupRefused(
                    "Database " + shard + " cannot be emptied: " + DatabaseUrl.redacted(e.getMessage()), e);
        }
        migrateTo(shard, url, version);
    }

    /** Applies what is missing up to that migration, to a database that nobody uses. */
    public static void migrateTo(int shard, String url, String version) {
        try {
            configured(url).target(version).load().migrate();
        } catch (FlywayException e) {
            throw new StartupRefused(
                    "The schema of database " + shard + " cannot be made: " + DatabaseUrl.redacted(e.getMessage()), e);
        }
    }

    /** Whether that migration is one of this Evently's. */
    public static boolean knows(String url, String version) {
        return Arrays.stream(configured(url).load().info().all())
                .anyMatch(migration -> migration.getState().isResolved()
                        && MigrationVersion.fromVersion(version).equals(migration.getVersion()));
    }

    private static FluentConfiguration configured(String url) {
        // The class loader is named because `mvn exec:java` runs us under one of its own, which Flyway would not
        // think of by itself.
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(url, null, null)
                // An index over a year of bookings takes as long as it takes.
                .jdbcProperties(limits())
                .locations("classpath:db/migration")
                .initSql(SESSION);
    }

    /** False if a table was in use: then nothing of that migration has happened. */
    private static boolean applied(int shard, String url) {
        try {
            configured(url).load().migrate();
            return true;
        } catch (FlywayException e) {
            if (isInUse(e)) {
                return false;
            }
            throw new StartupRefused(
                    "The schema of database " + shard + " cannot be set up: " + DatabaseUrl.redacted(e.getMessage()),
                    e);
        }
    }

    private static boolean isInUse(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> limits() {
        Map<String, String> limits = new HashMap<>();
        ConnectionLimits.properties("migration", ConnectionLimits.NONE)
                .forEach((name, value) -> limits.put((String) name, (String) value));
        return limits;
    }

    /** Two URLs swapped, or one given twice, would tear every event in two. */
    private static void databaseMustBeTheOneItWas(Connection connection, int shard) throws SQLException {
        try (PreparedStatement claim = connection.prepareStatement(
                "insert into shard (number) values (?) on conflict (only_row) do nothing")) {
            claim.setInt(1, shard);
            claim.executeUpdate();
        }
        try (PreparedStatement ask = connection.prepareStatement("select number from shard");
                ResultSet row = ask.executeQuery()) {
            row.next();
            if (row.getInt(1) != shard) {
                throw new StartupRefused("The URL of database " + shard + " leads to database " + row.getInt(1)
                        + ": two of EVENTLY_SHARD_0_URL to EVENTLY_SHARD_3_URL are swapped or the same.");
            }
        }
    }
}
