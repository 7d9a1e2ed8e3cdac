package io.evently.projection;

import io.evently.event.Commit;
import io.evently.event.QueueCounts;
import io.evently.event.SeatCounts;
import io.evently.tables.EventAnalyticsTable;
import io.evently.tables.EventAnalyticsTable.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The last sums that commits stated, per event and hour: all that {@code event_analytics} takes from them. Of an event of
 * a thousand commits that is one line, so it can wait until it is worth a row.
 */
final class LastCounts {

    /** Microseconds. */
    private static final long HOUR = 3_600_000_000L;

    /** Decimals of a microsecond in seconds. */
    private static final int MICROS = 6;

    /** @param at when, microseconds */
    private record Counts(long at, long factNo, SeatCounts seats, QueueCounts queue) {
        long hour() {
            return Math.floorDiv(at, HOUR) * HOUR;
        }
    }

    /** One per hour, oldest first: an event's time never goes back. */
    private final Map<UUID, List<Counts>> byEvent = new LinkedHashMap<>();

    private int size;

    /** Lines, each of which becomes four rows or more. */
    int size() {
        return size;
    }

    /** Later than what was taken of the same event before. */
    void take(UUID eventId, Commit commit) {
        take(eventId, new Counts(commit.at(), commit.lastFact(), commit.after(), commit.queue()));
    }

    /** Takes what others gathered later. */
    void takeAll(LastCounts later) {
        later.byEvent.forEach((eventId, hours) -> hours.forEach(counts -> take(eventId, counts)));
    }

    private void take(UUID eventId, Counts counts) {
        List<Counts> hours = byEvent.computeIfAbsent(eventId, first -> new ArrayList<>(1));
        int last = hours.size() - 1;
        if (last >= 0 && hours.get(last).hour() == counts.hour()) {
            hours.set(last, counts);
        } else {
            hours.add(counts);
            size++;
        }
    }

    /** Brings {@code event_analytics} up to them; of an event that is gone, nothing. */
    void write(Connection connection) throws SQLException {
        List<Value> values = new ArrayList<>();
        byEvent.forEach((eventId, hours) -> {
            hours.forEach(counts -> add(values, eventId, counts, counts.hour(), false));
            Counts now = hours.get(hours.size() - 1);
            add(values, eventId, now, now.at(), true);
        });
        EventAnalyticsTable.upsert(connection, values);
    }

    private static void add(List<Value> values, UUID eventId, Counts counts, long recordedAt, boolean realtime) {
        Values of =
                (metric, value) -> values.add(new Value(eventId, metric, value, recordedAt, realtime, counts.factNo()));
        SeatCounts seats = counts.seats();
        BigDecimal sold = BigDecimal.valueOf(seats.confirmed());
        of.add("seats_sold", sold);
        of.add("seats_held", BigDecimal.valueOf(seats.held()));
        of.add("revenue", BigDecimal.valueOf(seats.revenue(), 2));
        of.add("utilization", quotient(sold, seats.capacity()));
        if (counts.queue().joined() > 0) {
            addQueue(of, counts.queue());
        }
    }

    /** Only of events that ever had a queue: a mean of nothing is no number. */
    private static void addQueue(Values of, QueueCounts queue) {
        of.add("waitlist_length", BigDecimal.valueOf(queue.waiting()));
        if (queue.promoted() > 0) {
            BigDecimal waitedSeconds = BigDecimal.valueOf(queue.waitedMicros(), MICROS);
            of.add("waitlist_wait_seconds", quotient(waitedSeconds, queue.promoted()));
        }
        long ended = queue.claimed() + queue.unused();
        if (ended > 0) {
            of.add("waitlist_conversion", quotient(BigDecimal.valueOf(queue.claimed()), ended));
        }
    }

    /** Takes one value. */
    private interface Values {
        void add(String metric, BigDecimal value);
    }

    /** With the four decimals of the column. */
    private static BigDecimal quotient(BigDecimal dividend, long divisor) {
        return dividend.divide(BigDecimal.valueOf(divisor), 4, RoundingMode.HALF_UP);
    }
}
