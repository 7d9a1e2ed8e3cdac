package io.evently.projection;

import io.evently.event.Commit;
import io.evently.event.Fact;
import io.evently.event.QueueCounts;
import io.evently.event.SeatCounts;
import io.evently.tables.EventAnalyticsTable;
import io.evently.tables.EventAnalyticsTable.Value;
import io.evently.user.UserFact;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Rows of {@code event_analytics}: each metric as of now, and at the end of each hour. All are sums that commits state.
 */
final class AnalyticsHandler extends TableHandler {

    /** Microseconds. */
    private static final long HOUR = 3_600_000_000L;

    /** Decimals of a microsecond in seconds. */
    private static final int MICROS = 6;

    private record Metric(UUID eventId, String name, long hour, boolean realtime) {}

    private final Map<Metric, Value> values = new LinkedHashMap<>();

    AnalyticsHandler() {
        ignores(Fact.class, UserFact.class);
    }

    @Override
    void committed(UUID eventId, Commit commit) {
        SeatCounts seats = commit.after();
        BigDecimal sold = BigDecimal.valueOf(seats.confirmed());
        put(eventId, commit, "seats_sold", sold);
        put(eventId, commit, "seats_held", BigDecimal.valueOf(seats.held()));
        put(eventId, commit, "revenue", BigDecimal.valueOf(seats.revenue(), 2));
        put(eventId, commit, "utilization", quotient(sold, seats.capacity()));
        if (commit.queue().joined() > 0) {
            takeQueue(eventId, commit);
        }
    }

    /** Only of events that ever had a queue: a mean of nothing is no number. */
    private void takeQueue(UUID eventId, Commit commit) {
        QueueCounts queue = commit.queue();
        put(eventId, commit, "waitlist_length", BigDecimal.valueOf(queue.waiting()));
        if (queue.promoted() > 0) {
            BigDecimal waitedSeconds = BigDecimal.valueOf(queue.waitedMicros(), MICROS);
            put(eventId, commit, "waitlist_wait_seconds", quotient(waitedSeconds, queue.promoted()));
        }
        long ended = queue.claimed() + queue.unused();
        if (ended > 0) {
            put(eventId, commit, "waitlist_conversion", quotient(BigDecimal.valueOf(queue.claimed()), ended));
        }
    }

    private void put(UUID eventId, Commit commit, String name, BigDecimal value) {
        long hour = Math.floorDiv(commit.at(), HOUR) * HOUR;
        values.put(
                new Metric(eventId, name, hour, false),
                new Value(eventId, name, value, hour, false, commit.lastFact()));
        values.put(
                new Metric(eventId, name, 0, true),
                new Value(eventId, name, value, commit.at(), true, commit.lastFact()));
    }

    /** With the four decimals of the column. */
    private static BigDecimal quotient(BigDecimal dividend, long divisor) {
        return dividend.divide(BigDecimal.valueOf(divisor), 4, RoundingMode.HALF_UP);
    }

    @Override
    void write(Connection connection) throws SQLException {
        EventAnalyticsTable.upsert(connection, values.values());
    }
}
