package io.evently.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Whether the journal's transaction ids are this server's. The projection reads the journal in their order; after a
 * dump was restored into another server, whose ids are lower, new rows would sort before the stored position and never
 * reach the tables.
 */
public final class JournalEpoch {

    private JournalEpoch() {}

    /**
     * Refuses a journal that was written under higher transaction ids than the server has given out.
     *
     * @param urls JDBC URLs of the four databases
     * @param resetCommand what the operator is told to run
     * @throws StartupRefused naming the database and {@code resetCommand}
     */
    public static void require(List<String> urls, String resetCommand) {
        for (int shard = 0; shard < urls.size(); shard++) {
            try (Connection connection = ConnectionLimits.connect(urls.get(shard), "start", ConnectionLimits.SHORT)) {
                if (isForeign(connection)) {
                    throw new StartupRefused("The journal of database " + shard + " comes from another PostgreSQL"
                            + " server (a restored dump?), and its tables would stop following it. Run once: "
                            + resetCommand);
                }
            } catch (SQLException e) {
                throw new StartupRefused(
                        "Database " + shard + " cannot be asked: " + DatabaseUrl.redacted(e.getMessage()), e);
            }
        }
    }

    /** Whether the journal was written under higher transaction ids than this server has given out. */
    public static boolean isForeign(Connection connection) throws SQLException {
        // xmax is the first id that no ended transaction has: whatever was committed here is below it.
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        """
                        select coalesce(max(tx) >= pg_snapshot_xmax(pg_current_snapshot()), false) from event_journal
                        """)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /**
     * Makes the journal this server's own: all its rows come before whatever is written from now on, in the order of
     * {@code ordering}, which is the order of each event. The caller rebuilds the tables in the same transaction,
     * because stored positions lose their meaning. Rewrites the whole journal; nobody may be writing to it.
     *
     * @param connection in a transaction of the caller's
     */
    public static void reset(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // 0 is no transaction's id, so it is below every one.
            statement.executeUpdate("update event_journal set tx = '0' where tx <> '0'");
        }
    }
}
