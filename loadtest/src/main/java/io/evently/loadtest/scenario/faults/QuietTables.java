package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.sut.Databases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits until the tables show nothing any more that ends by itself. */
final class QuietTables {

    /** A minute for holds and promotions, and a minute and a half that a clock may have been ahead; and as much again. */
    private static final Duration WITHIN = Duration.ofMinutes(5);

    private static final long LOOK_EVERY_NANOS = 500_000_000;

    private static final String OPEN =
            """
            select (select count(*) from bookings where status = 'pending')
                 + (select count(*) from waitlist_promotions where status = 'pending')
                 + (select count(*) from waitlist_entries where status = 'promoted')
            """;

    private QuietTables() {}

    /**
     * Returns when no hold and no promotion is open. People who wait behind somebody who wants more than there is may
     * wait for ever.
     *
     * @throws IllegalStateException when some are after minutes
     */
    static void await(int databasePort) throws SQLException {
        long end = System.nanoTime() + WITHIN.toNanos();
        long open = open(databasePort);
        while (open > 0) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(open + " holds and promotions are still open after " + WITHIN);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            open = open(databasePort);
        }
    }

    private static long open(int port) throws SQLException {
        long open = 0;
        for (int shard = 0; shard < Databases.SHARDS; shard++) {
            try (Connection connection = Databases.connect(port, shard);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(OPEN)) {
                rows.next();
                open += rows.getLong(1);
            }
        }
        return open;
    }
}
