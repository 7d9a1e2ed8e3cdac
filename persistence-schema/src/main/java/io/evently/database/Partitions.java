package io.evently.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Partitions of notifications (months) and booking attempts (weeks), made before rows need them and dropped when all in
 * them is old.
 */
public final class Partitions {

    /** A node that is never restarted makes them daily; this is how long that may fail unnoticed. */
    private static final int MONTHS_AHEAD = 3;

    private static final int WEEKS_AHEAD = 8;

    /**
     * Attaching a partition needs a short exclusive lock on DEFAULT, dropping one a short one on all; behind a long reader
     * it gives up until next time.
     */
    private static final int LOCK_SECONDS = 5;

    /** And what pseudonyms of the year to come are made with, and where the audit's rows of the last day may be. */
    private static final String ENSURE =
            "select ensure_partitions(now(), ?, ?), analysis.make_keys(), audit_summarize()";

    private Partitions() {}

    /** By the earlier of two clocks: one that is ahead must not drop what is of today. */
    private static final String DROP =
            """
            select drop_partitions('booking_attempts',
                least(now(), timestamp_of_micros(?)) - make_interval(days => ?))
            """;

    /**
     * Makes the partitions from now on that are missing, in one transaction.
     *
     * @param connection in autocommit
     * @return how many were missing
     */
    public static int ensure(Connection connection) throws SQLException {
        try (PreparedStatement ensure = connection.prepareStatement(ENSURE)) {
            ensure.setInt(1, MONTHS_AHEAD);
            ensure.setInt(2, WEEKS_AHEAD);
            return inOneTransaction(connection, ensure);
        }
    }

    /**
     * Drops the weeks of booking attempts that ended so many days ago.
     *
     * @param connection in autocommit
     * @param now microseconds
     * @return how many there were
     */
    public static int dropOldAttempts(Connection connection, long now, int days) throws SQLException {
        try (PreparedStatement drop = connection.prepareStatement(DROP)) {
            drop.setLong(1, now);
            drop.setInt(2, days);
            return inOneTransaction(connection, drop);
        }
    }

    private static int inOneTransaction(Connection connection, PreparedStatement change) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement bound = connection.createStatement()) {
            bound.execute("set local lock_timeout = '" + LOCK_SECONDS + "s'");
            int partitions;
            try (ResultSet row = change.executeQuery()) {
                row.next();
                partitions = row.getInt(1);
            }
            connection.commit();
            return partitions;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
