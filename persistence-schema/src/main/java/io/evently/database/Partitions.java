package io.evently.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Partitions of notifications (months) and booking attempts (weeks), made before rows need them. */
public final class Partitions {

    /** A node that is never restarted makes them daily; this is how long that may fail unnoticed. */
    private static final int MONTHS_AHEAD = 3;

    private static final int WEEKS_AHEAD = 8;

    /** Attaching a partition needs a short exclusive lock on DEFAULT; behind a long reader it gives up until next time. */
    private static final int LOCK_SECONDS = 5;

    private Partitions() {}

    /**
     * Makes the partitions from now on that are missing, in one transaction.
     *
     * @param connection in autocommit
     * @return how many were missing
     */
    public static int ensure(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement bound = connection.createStatement();
                PreparedStatement ensure = connection.prepareStatement("select ensure_partitions(now(), ?, ?)")) {
            bound.execute("set local lock_timeout = '" + LOCK_SECONDS + "s'");
            ensure.setInt(1, MONTHS_AHEAD);
            ensure.setInt(2, WEEKS_AHEAD);
            int made;
            try (ResultSet row = ensure.executeQuery()) {
                row.next();
                made = row.getInt(1);
            }
            connection.commit();
            return made;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
