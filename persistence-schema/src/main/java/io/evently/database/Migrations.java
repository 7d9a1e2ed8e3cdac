package io.evently.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings each of the four databases to the schema of this Evently. Safe to call from several nodes at once, and cheap
 * when there is nothing to do.
 */
public final class Migrations {

    private Migrations() {}

    /**
     * Applies what is missing, writes down which of the four each database is, and makes partitions ahead.
     *
     * @param urls JDBC URLs of the databases 0 to 3, in this order
     * @throws StartupRefused when a database is not the one it should be, or cannot be migrated
     */
    public static void migrate(List<String> urls) {
        for (int shard = 0; shard < urls.size(); shard++) {
            migrate(shard, urls.get(shard));
        }
    }

    private static void migrate(int shard, String url) {
        try {
            // The class loader is named because `mvn exec:java` runs us under one of its own, which Flyway would not
            // think of by itself.
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(url, null, null)
                    // An index over a year of bookings takes as long as it takes.
                    .jdbcProperties(limits())
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StartupRefused("The schema of database " + shard + " cannot be set up: " + e.getMessage(), e);
        }
        try (Connection connection = ConnectionLimits.connect(url, "migration", ConnectionLimits.NONE)) {
            databaseMustBeTheOneItWas(connection, shard);
            Partitions.ensure(connection);
        } catch (SQLException e) {
            throw new StartupRefused("Database " + shard + " cannot be prepared: " + e.getMessage(), e);
        }
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
