package io.evently.tables;

import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int4;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;

import io.evently.sql.Column;
import io.evently.sql.Columns;
import io.evently.sql.CopyRows;
import io.evently.sql.Filters;
import io.evently.sql.IdOrder;
import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
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
public final class BookingAttemptsTable {

    /** The order of lists: ids are made in the order of time. */
    public static final Comparator<AttemptRow> NEWEST_FIRST =
            Comparator.comparing(AttemptRow::id, IdOrder.ORDER).reversed();

    private static final Table<AttemptRow> ATTEMPTS = new Table<>(
            "booking_attempts",
            AttemptRow.class,
            id("id", AttemptRow::id),
            id("event_id", AttemptRow::eventId),
            id("user_id", AttemptRow::userId),
            int4("quantity", AttemptRow::quantity),
            text("result", AttemptRow::result).as("attempt_result").unread(),
            text("failure_reason", AttemptRow::failureReason),
            id("booking_id", AttemptRow::bookingId),
            micros("attempted_at", AttemptRow::at),
            text("ip_address", AttemptRow::ipAddress).as("inet").shown("host(ip_address)"),
            text("user_agent", AttemptRow::userAgent));

    private static final Columns<Map.Entry<Counted, LongSummaryStatistics>> COUNTS = new Columns<>(
            id("event_id", counted -> counted.getKey().eventId()),
            micros("hour", counted -> counted.getKey().hour()),
            Column.<Map.Entry<Counted, LongSummaryStatistics>>text(
                            "result", counted -> counted.getKey().result())
                    .as("attempt_result"),
            text("failure_reason", counted -> counted.getKey().reason()),
            int8("attempts", counted -> counted.getValue().getCount()),
            micros("last_at", counted -> counted.getValue().getMax()));

    private static final String ON_COUNTED =
            """
            on conflict (event_id, hour, result, failure_reason) do update
                set attempts = attempt_counts.attempts + excluded.attempts,
                    last_at = greatest(attempt_counts.last_at, excluded.last_at)
            """;

    private static final String COUNT = COUNTS.insertInto("attempt_counts") + "order by 1, 2, 3, 4\n" + ON_COUNTED;

    /**
     * Counts exactly the rows that are new, so that a batch may be written again when its outcome is unknown. Ordered,
     * because two nodes count for the same events.
     */
    private static final String INSERT =
            """
            with written as (
                %s
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
                            .formatted(ATTEMPTS.insert())
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

    private static final String OF_USER = ATTEMPTS.select() + " where user_id = ? and id < ? order by id desc limit ?";

    private static final UUID NEWEST = new UUID(-1, -1);

    /** Microseconds. */
    private static final long HOUR = 3_600_000_000L;

    private BookingAttemptsTable() {}

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
        CopyRows.write(connection, ATTEMPTS.name(), ATTEMPTS.columns(), rows);
        COUNTS.execute(connection, COUNT, counted(rows).entrySet());
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
        ATTEMPTS.write(connection, INSERT, rows);
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
        return Statements.update(connection, REMOVE_OLD, now, days, limit);
    }

    /** Forgets from where a user tried to book; returns how many rows. */
    public static long forgetClient(Connection connection, UUID userId) throws SQLException {
        return Statements.update(
                connection,
                "update booking_attempts set ip_address = null, user_agent = null"
                        + " where user_id = ? and num_nonnulls(ip_address, user_agent) > 0",
                userId);
    }

    /**
     * A user's attempts, newest first.
     *
     * @param before only attempts before this id; null: from the newest
     */
    static List<AttemptRow> ofUser(Connection connection, UUID userId, UUID before, int limit) throws SQLException {
        return Statements.list(connection, OF_USER, ATTEMPTS::read, userId, before == null ? NEWEST : before, limit);
    }

    /**
     * Attempts, newest first.
     *
     * @param before only attempts before this id; null: from the newest
     */
    public static List<AttemptRow> search(Connection connection, Search search, UUID before, int limit)
            throws SQLException {
        return new Filters()
                .addUnlessNull("event_id = ?", search.eventId())
                .addUnlessNull("result = ?::attempt_result", search.result())
                .addUnlessNull("id < ?", before)
                .list(connection, ATTEMPTS.select(), "order by id desc limit " + limit, ATTEMPTS::read);
    }
}
