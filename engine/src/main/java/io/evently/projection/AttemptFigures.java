package io.evently.projection;

import io.evently.tables.EventAnalyticsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Shows in {@code event_analytics} how many attempts there were: each second, of many events at once less often. */
final class AttemptFigures {

    private static final long USUAL = Duration.ofSeconds(1).toNanos();

    /** Six rows of each event are written: of so many events a third as often. */
    private static final int MANY = 50;

    private static final long OF_MANY = Duration.ofSeconds(3).toNanos();

    private long next = System.nanoTime();

    /**
     * Shows what there is, if it is time to, in a transaction of its own.
     *
     * @return whether there is more
     */
    boolean show(Connection connection) throws SQLException {
        if (System.nanoTime() - next < 0) {
            return false;
        }
        int events = EventAnalyticsTable.showAttempts(connection);
        if (events > 0) {
            Projector.dispenseWithTheDisk(connection);
        }
        connection.commit();
        boolean more = events >= EventAnalyticsTable.MOST_EVENTS;
        next = System.nanoTime() + (more ? 0 : events > MANY ? OF_MANY : USUAL);
        return more;
    }
}
