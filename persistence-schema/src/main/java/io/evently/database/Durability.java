package io.evently.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evently acknowledges a booking when PostgreSQL says that it is on disk; this checks that PostgreSQL means it. Asked
 * with the connection's own user and database, because both may have settings of their own.
 */
public final class Durability {

    private static final Logger log = LoggerFactory.getLogger(Durability.class);

    /** PostgreSQL 15: the oldest the schema was tried on. */
    private static final int OLDEST_VERSION = 150_000;

    /** Settings without which somebody's forgotten transaction stops the tables of all databases of the server. */
    private static final String HOLDS_BACK =
            """
            select case when current_setting('idle_in_transaction_session_timeout') = '0'
                        then 'idle_in_transaction_session_timeout is 0 (60s is advised)' end,
                   case when current_setting('max_prepared_transactions') <> '0'
                        then 'max_prepared_transactions is not 0' end
            """;

    private Durability() {}

    /**
     * Refuses databases that may lose what they acknowledged, or that Evently cannot use.
     *
     * @param urls JDBC URLs of the four databases
     * @param allowUnsafe only warn of settings that lose data ({@code EVENTLY_ALLOW_UNSAFE_DATABASE=true})
     * @throws StartupRefused naming the database, the setting and what to do
     */
    public static void require(List<String> urls, boolean allowUnsafe) {
        for (int shard = 0; shard < urls.size(); shard++) {
            require(shard, urls.get(shard), allowUnsafe);
        }
    }

    private static void require(int shard, String url, boolean allowUnsafe) {
        try (Connection connection = ConnectionLimits.connect(url, "start", ConnectionLimits.SHORT)) {
            int version = Integer.parseInt(setting(connection, "server_version_num"));
            if (version < OLDEST_VERSION) {
                throw new StartupRefused("Database " + shard + " runs on PostgreSQL "
                        + setting(connection, "server_version") + "; Evently needs 15 or newer.");
            }
            if (!setting(connection, "server_encoding").equals("UTF8")) {
                throw new StartupRefused("Database " + shard + " has the encoding "
                        + setting(connection, "server_encoding") + "; Evently needs UTF8.");
            }
            List<String> unsafe = unsafeSettings(connection);
            if (!unsafe.isEmpty() && !allowUnsafe) {
                throw new StartupRefused("Database " + shard + " would lose acknowledged bookings in a crash: "
                        + String.join(", ", unsafe) + ". Switch them on, or set EVENTLY_ALLOW_UNSAFE_DATABASE=true if"
                        + " the data does not matter.");
            }
            if (!unsafe.isEmpty()) {
                log.warn("Database {} may lose acknowledged bookings in a crash: {}", shard, String.join(", ", unsafe));
            }
            List<String> lax = laxSettings(connection);
            if (!lax.isEmpty()) {
                log.warn(
                        "In database {} a transaction that somebody forgets will stop the tables from following the"
                                + " journal: {}",
                        shard,
                        String.join(", ", lax));
            }
        } catch (SQLException e) {
            throw new StartupRefused(
                    "Database " + shard + " cannot be reached: " + DatabaseUrl.redacted(e.getMessage()), e);
        }
    }

    /**
     * {@code synchronous_commit} may be anything but off: {@code local}, {@code remote_write}, {@code on} and {@code
     * remote_apply} all wait for this server's own disk and differ only in what they ask of its replicas.
     */
    private static List<String> unsafeSettings(Connection connection) throws SQLException {
        List<String> unsafe = new ArrayList<>();
        for (String name : List.of("fsync", "full_page_writes", "synchronous_commit")) {
            if (setting(connection, name).equals("off")) {
                unsafe.add(name + " is off");
            }
        }
        return unsafe;
    }

    /** What lets a transaction live for ever: the tables follow only up to the oldest that writes. */
    static List<String> laxSettings(Connection connection) throws SQLException {
        List<String> lax = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(HOLDS_BACK)) {
            row.next();
            for (int column = 1; column <= 2; column++) {
                if (row.getString(column) != null) {
                    lax.add(row.getString(column));
                }
            }
        }
        return lax;
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('" + name + "')")) {
            row.next();
            return row.getString(1);
        }
    }
}
