package io.evently.tables;

import static io.evently.sql.Column.bool;
import static io.evently.sql.Column.decimal;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.evently.sql.Column;
import io.evently.sql.Columns;
import io.evently.sql.Filters;
import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The table {@code event_analytics}, and what it takes from {@code attempt_counts}. */
public final class EventAnalyticsTable {

    private static final Table<Value> VALUES = new Table<>(
            "event_analytics",
            Value.class,
            Column.<Value>id("id", EventAnalyticsTable::idOf).fixed().unread(),
            id("event_id", Value::eventId).fixed(),
            text("metric_type", Value::metric).as("analytics_metric").fixed(),
            decimal("metric_value", Value::value),
            micros("recorded_at", Value::recordedAt),
            bool("is_realtime", Value::realtime).fixed(),
            int8("fact_no", Value::factNo));

    private static final String NEWER =
            VALUES.onConflictUpdate("id") + "where event_analytics.fact_no < excluded.fact_no";

    /** Of events that are there: values are written later than other tables, and some may have gone by then. */
    private static final String UPSERT =
            VALUES.insert() + "where exists (select from events where events.id = new.event_id)\n" + NEWER;

    private static final Columns<Value> CHANGES = new Columns<>(
            Column.<Value>id("id", EventAnalyticsTable::idOf),
            decimal("metric_value", Value::value),
            int8("recorded_at", Value::recordedAt),
            int8("fact_no", Value::factNo));

    /** What is there changes in place, by two thirds of what {@code on conflict} costs, which locks each row first. */
    private static final String UPDATE =
            """
            update event_analytics a set
                metric_value = new.metric_value, recorded_at = timestamp_of_micros(new.recorded_at), fact_no = new.fact_no
            from %s
            where a.id = new.id and a.fact_no < new.fact_no
            returning a.id
            """
                    .formatted(CHANGES.unnested("new"));

    private static final Columns<Hour> HOURS = new Columns<>(id("event_id", Hour::eventId), int8("hour", Hour::hour));

    /**
     * Claims counts that are not shown yet. Of events that the tables know: the others wait. The rows stay locked until
     * the transaction ends, so what is added up next holds at least what was claimed. They are locked in the order in
     * which nodes count attempts, or one would wait for the other.
     */
    private static final String CLAIM_COUNTS =
            """
            with unshown as (
                select distinct event_id from attempt_counts c
                where due and exists (select from events where id = c.event_id)
                limit ?
            ), claimed as (
                select event_id, hour, result, failure_reason from attempt_counts
                where event_id in (select event_id from unshown) and due
                order by 1, 2, 3, 4
                for update
            )
            update attempt_counts c set shown = attempts
            from claimed
            where (c.event_id, c.hour, c.result, c.failure_reason)
                = (claimed.event_id, claimed.hour, claimed.result, claimed.failure_reason)
            returning c.event_id, micros_of_timestamp(c.hour)
            """;

    private static final String SHOW_COUNTS =
            """
            with hours as (
                select event_id, hour, sum(attempts) as attempts,
                    coalesce(sum(attempts) filter (where result = 'failed'), 0) as refusals
                from attempt_counts
                where (event_id, hour) in (select event_id, timestamp_of_micros(hour) from %s)
                group by event_id, hour
            ), totals as (
                select event_id, max(last_at) as last_at, sum(attempts) as attempts,
                    coalesce(sum(attempts) filter (where result = 'failed'), 0) as refusals
                from attempt_counts where event_id in (select event_id from hours)
                group by event_id
            ), shown as (
                select event_id, 'attempts'::analytics_metric as metric, attempts as value, hour, hour as recorded_at,
                    attempts as counted from hours
                union all
                select event_id, 'refusals', refusals, hour, hour, attempts from hours
                union all
                select event_id, 'attempts', attempts, null, last_at, attempts from totals
                union all
                select event_id, 'refusals', refusals, null, last_at, attempts from totals
            )
            insert into event_analytics (id, event_id, metric_type, metric_value, recorded_at, is_realtime, fact_no)
            select analytics_id(event_id, metric, hour), event_id, metric, value, recorded_at, hour is null, counted
            from shown
            """
                            .formatted(HOURS.unnested("touched"))
                    + NEWER;

    /** Events whose counts are shown in one transaction: it holds up the attempt log of these events for as long. */
    public static final int MOST_EVENTS = 500;

    /** Microseconds. */
    private static final long SECOND = 1_000_000;

    private EventAnalyticsTable() {}

    /**
     * One value of one metric.
     *
     * @param metric {@code seats_sold}, {@code seats_held}, {@code revenue} (money), {@code utilization} (share of 1),
     *     {@code attempts}, {@code refusals}, {@code waitlist_length}, {@code waitlist_wait_seconds} (mean time from
     *     joining to promotion) or {@code waitlist_conversion} (share of ended promotions that became bookings)
     * @param recordedAt microseconds: the beginning of the hour, or the last change of a realtime row
     * @param realtime the value as of now, not of an hour
     * @param factNo the last fact in it; for attempts and refusals, how many attempts
     */
    public record Value(
            UUID eventId, String metric, BigDecimal value, long recordedAt, boolean realtime, long factNo) {}

    /** Where a list of hours goes on: behind this value. */
    public record Cursor(long hour, String metric) {
        public static Cursor after(Value value) {
            return new Cursor(value.recordedAt(), value.metric());
        }
    }

    private record Hour(UUID eventId, long hour) {}

    /** The same as the function {@code analytics_id}, which took a fifth of an upsert's time. */
    static UUID idOf(Value value) {
        String hour = value.realtime() ? "now" : Long.toString(Math.floorDiv(value.recordedAt(), SECOND));
        String name = value.eventId() + "/" + value.metric() + "/" + hour;
        try {
            ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(name.getBytes(UTF_8)));
            return new UUID(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An event's values as of now, one row per metric. */
    public static List<Value> now(Connection connection, UUID eventId) throws SQLException {
        return new Filters()
                .add("event_id = ?", eventId)
                .add("hour is null")
                .list(connection, VALUES.select(), "order by metric_type", VALUES::read);
    }

    /**
     * An event's values hour by hour, oldest first.
     *
     * @param metric null: all
     * @param from microseconds; null: from the beginning
     * @param to microseconds, exclusive; null: to the end
     * @param after null: from the beginning
     */
    public static List<Value> hours(
            Connection connection, UUID eventId, String metric, Long from, Long to, Cursor after, int limit)
            throws SQLException {
        Filters conditions = new Filters()
                .add("event_id = ?", eventId)
                .add("hour is not null")
                .addUnlessNull("metric_type = ?::analytics_metric", metric)
                .addUnlessNull("hour >= timestamp_of_micros(?)", from)
                .addUnlessNull("hour < timestamp_of_micros(?)", to);
        if (after != null) {
            conditions.add(
                    "(hour, metric_type) > (timestamp_of_micros(?), ?::analytics_metric)",
                    after.hour(),
                    after.metric());
        }
        return conditions.list(connection, VALUES.select(), "order by hour, metric_type limit " + limit, VALUES::read);
    }

    /**
     * Writes values whose fact is newer than the one in the table; those of an event that is gone are not. No event,
     * metric and hour twice.
     */
    public static void upsert(Connection connection, Collection<Value> values) throws SQLException {
        Set<UUID> changed = changed(connection, values);
        VALUES.write(
                connection,
                UPSERT,
                values.stream().filter(value -> !changed.contains(idOf(value))).toList());
    }

    private static Set<UUID> changed(Connection connection, Collection<Value> values) throws SQLException {
        Set<UUID> changed = new HashSet<>();
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            CHANGES.bind(update, values);
            try (ResultSet ids = update.executeQuery()) {
                while (ids.next()) {
                    changed.add(ids.getObject(1, UUID.class));
                }
            }
        }
        return changed;
    }

    /**
     * Brings attempts and refusals up to what the attempt log has counted, for up to {@value #MOST_EVENTS} events.
     *
     * @param connection in a transaction of the caller's
     * @return of how many events there was something to show
     */
    public static int showAttempts(Connection connection) throws SQLException {
        List<Hour> touched = Statements.list(
                connection, CLAIM_COUNTS, row -> new Hour(row.getObject(1, UUID.class), row.getLong(2)), MOST_EVENTS);
        HOURS.execute(connection, SHOW_COUNTS, touched);
        return (int) touched.stream().map(Hour::eventId).distinct().count();
    }
}
