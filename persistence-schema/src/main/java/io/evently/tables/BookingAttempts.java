package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/** The table {@code booking_attempts}, and the counts that are kept with it. */
public final class BookingAttempts {

    /** The order of lists: ids are made in the order of time. */
    public static final Comparator<AttemptRow> NEWEST_FIRST =
            Comparator.comparing(AttemptRow::id, Ids.ORDER).reversed();

    private static final String SELECT =
            """
            select id, event_id, user_id, quantity, failure_reason, booking_id, micros_of_timestamp(attempted_at) as at,
                host(ip_address) as ip_address, user_agent
            from booking_attempts
            """;

    private static final String COPY =
            """
            copy booking_attempts (id, event_id, user_id, quantity, result, failure_reason, booking_id, attempted_at,
                ip_address, user_agent)
            from stdin
            """;

    private static final String COUNT =
            """
            insert into attempt_counts (event_id, hour, result, failure_reason, attempts, last_at)
            select event_id, timestamp_of_micros(hour), result::attempt_result, failure_reason, attempts,
                timestamp_of_micros(last_at)
            from unnest(?, ?, ?, ?, ?, ?) as new (event_id, hour, result, failure_reason, attempts, last_at)
            order by 1, 2, 3, 4
            """;

    private static final String ON_COUNTED =
            """
            on conflict (event_id, hour, result, failure_reason) do update
                set attempts = attempt_counts.attempts + excluded.attempts,
                    last_at = greatest(attempt_counts.last_at, excluded.last_at)
            """;

    /**
     * Counts exactly the rows that are new, so that a batch may be written again when its outcome is unknown. Ordered,
     * because two nodes count for the same events.
     */
    private static final String INSERT =
            """
            with written as (
                insert into booking_attempts (id, event_id, user_id, quantity, result, failure_reason, booking_id,
                    attempted_at, ip_address, user_agent)
                select id, event_id, user_id, quantity, result::attempt_result, failure_reason, booking_id,
                    timestamp_of_micros(at), ip_address::inet, user_agent
                from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    as new (id, event_id, user_id, quantity, result, failure_reason, booking_id, at, ip_address,
                        user_agent)
                on conflict do nothing
                returning event_id, attempted_at, result, failure_reason
            )
            insert into attempt_counts (event_id, hour, result, failure_reason, attempts, last_at)
            select event_id, date_trunc('hour', attempted_at, 'UTC'), result, coalesce(failure_reason, ''), count(*),
                max(attempted_at)
            from written
            group by 1, 2, 3, 4
            order by 1, 2, 3, 4
            """
                    + ON_COUNTED;

    /**
     * Along the primary key, whose ids are in the order of time, up to a day behind the border: clocks of nodes differ.
     * By the earlier of two clocks: one that is ahead must not end what is of today.
     */
    private static final String REMOVE_OLD =
            """
            with border as (select least(now(), timestamp_of_micros(?)) - make_interval(days => ?) as at)
            delete from booking_attempts
            where (id, attempted_at) in (
                select id, attempted_at from booking_attempts
                where attempted_at < (select at from border)
                    and id < (select (lpad(to_hex((extract(epoch from at + interval '1 day') * 1000)::bigint), 12, '0')
                        || repeat('0', 20))::uuid from border)
                order by id limit ?)
            """;

    /** Microseconds. */
    private static final long HOUR = 3_600_000_000L;

    private BookingAttempts() {}

    /**
     * What a list may ask for; null: anything.
     *
     * @param result {@code success} or {@code failed}
     */
    public record Search(UUID eventId, String result) {}

    /**
     * Writes attempts that were never written before, and counts them; the cheaper way.
     *
     * @param connection in a transaction
     * @throws SQLException also if one of them is there already
     */
    public static void add(Connection connection, Collection<AttemptRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        CopyRows copy = new CopyRows();
        for (AttemptRow row : rows) {
            copy.id(row.id()).id(row.eventId()).id(row.userId()).number(row.quantity());
            copy.text(row.result())
                    .text(row.failureReason())
                    .id(row.bookingId())
                    .time(row.at());
            copy.text(row.ipAddress()).text(row.userAgent()).endRow();
        }
        copy.write(connection, COPY);
        try (PreparedStatement count = connection.prepareStatement(COUNT + ON_COUNTED)) {
            new Columns<>(count, counted(rows).entrySet())
                    .ids(counted -> counted.getKey().eventId())
                    .longs(counted -> counted.getKey().hour())
                    .texts(counted -> counted.getKey().result())
                    .texts(counted -> counted.getKey().reason())
                    .longs(counted -> counted.getValue().getCount())
                    .longs(counted -> counted.getValue().getMax());
            count.executeUpdate();
        }
    }

    private record Counted(UUID eventId, long hour, String result, String reason) {
        static Counted of(AttemptRow row) {
            long hour = Math.floorDiv(row.at(), HOUR) * HOUR;
            return new Counted(row.eventId(), hour, row.result(), Objects.requireNonNullElse(row.failureReason(), ""));
        }
    }

    /** How many, and the time of the last. */
    private static Map<Counted, LongSummaryStatistics> counted(Collection<AttemptRow> rows) {
        return rows.stream().collect(Collectors.groupingBy(Counted::of, Collectors.summarizingLong(AttemptRow::at)));
    }

    /** Writes attempts and counts them; those already there are left alone and not counted again. */
    public static void insert(Connection connection, Collection<AttemptRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            new Columns<>(insert, rows)
                    .ids(AttemptRow::id)
                    .ids(AttemptRow::eventId)
                    .ids(AttemptRow::userId)
                    .ints(AttemptRow::quantity)
                    .texts(AttemptRow::result)
                    .texts(AttemptRow::failureReason)
                    .ids(AttemptRow::bookingId)
                    .longs(AttemptRow::at)
                    .texts(AttemptRow::ipAddress)
                    .texts(AttemptRow::userAgent);
            insert.executeUpdate();
        }
    }

    /**
     * Removes the oldest attempts; their counts stay.
     *
     * @param now microseconds
     * @param days those that are older
     * @param limit at most so many
     * @return how many it removed
     */
    public static int removeOld(Connection connection, long now, int days, int limit) throws SQLException {
        try (PreparedStatement remove = connection.prepareStatement(REMOVE_OLD)) {
            remove.setLong(1, now);
            remove.setInt(2, days);
            remove.setInt(3, limit);
            return remove.executeUpdate();
        }
    }

    /**
     * Attempts, newest first.
     *
     * @param before only attempts before this id; null: from the newest
     */
    public static List<AttemptRow> search(Connection connection, Search search, UUID before, int limit)
            throws SQLException {
        Conditions conditions = new Conditions();
        if (search.eventId() != null) {
            conditions.add("event_id = ?", search.eventId());
        }
        if (search.result() != null) {
            conditions.add("result = ?::attempt_result", search.result());
        }
        if (before != null) {
            conditions.add("id < ?", before);
        }
        return conditions.list(connection, SELECT, "order by id desc limit " + limit, BookingAttempts::row);
    }

    private static AttemptRow row(ResultSet result) throws SQLException {
        return new AttemptRow(
                result.getObject("id", UUID.class),
                result.getObject("event_id", UUID.class),
                result.getObject("user_id", UUID.class),
                result.getInt("quantity"),
                result.getString("failure_reason"),
                result.getObject("booking_id", UUID.class),
                result.getLong("at"),
                result.getString("ip_address"),
                result.getString("user_agent"));
    }
}
