package io.evently.tables;

import static io.evently.sql.Column.bytes;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int4;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;

import io.evently.sql.BinaryCopy;
import io.evently.sql.Column;
import io.evently.sql.Columns;
import io.evently.sql.Filters;
import io.evently.sql.IdOrder;
import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

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
            text("user_agent", AttemptRow::userAgent),
            bytes("client", AttemptRow::client));

    private static final Columns<AttemptRow> WRITTEN = ATTEMPTS.columns().without("ip_address", "user_agent");

    private static final Columns<Map.Entry<Counted, LongSummaryStatistics>> COUNTS = new Columns<>(
            id("event_id", counted -> counted.getKey().eventId()),
            micros("hour", counted -> counted.getKey().hour()),
            Column.<Map.Entry<Counted, LongSummaryStatistics>>text(
                            "result", counted -> counted.getKey().result())
                    .as("attempt_result"),
            text("failure_reason", counted -> counted.getKey().reason()),
            int8("attempts", counted -> counted.getValue().getCount()),
            micros("last_at", counted -> counted.getValue().getMax()));

    /** Ordered, because two nodes count for the same events. */
    private static final String COUNT = COUNTS.insertInto("attempt_counts")
            + """
            order by 1, 2, 3, 4
            on conflict (event_id, hour, result, failure_reason) do update
                set attempts = attempt_counts.attempts + excluded.attempts,
                    last_at = greatest(attempt_counts.last_at, excluded.last_at)
            """;

    private static final String FIND =
            "select 1 from booking_attempts where id = ? and attempted_at = timestamp_of_micros(?)";

    /** Of all partitions: each step reads the same blocks of each. */
    private static final String BLOCKS =
            """
            select coalesce(max(pg_relation_size(relid) / current_setting('block_size')::bigint), 0) as blocks
            from pg_partition_tree('booking_attempts') where isleaf
            """;

    /** By place in the file: an index on user_id would cost each attempt its entry. */
    private static final String FORGET_CLIENT =
            """
            update booking_attempts set client = null, ip_address = null, user_agent = null
            where ctid >= ?::tid and ctid < ?::tid and user_id = ?
                and (client is not null or ip_address is not null or user_agent is not null)
            """;

    /** Of each partition, read in one step: 4 MB. */
    private static final int BLOCKS_AT_ONCE = 512;

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

    private BookingAttemptsTable() {}

    /**
     * What a list may ask for; null: anything.
     *
     * @param result {@code success} or {@code failed}
     */
    public record Search(UUID eventId, String result) {}

    /**
     * Writes attempts and counts them. All of them or none, so {@link #isThere} tells of one what became of all.
     *
     * @param connection in a transaction
     * @param rows gone through once; they may be made on the way
     * @throws SQLException also if one of them is there already
     */
    public static void add(Connection connection, Iterable<AttemptRow> rows) throws SQLException {
        Map<Counted, LongSummaryStatistics> counted = new HashMap<>();
        try (BinaryCopy<AttemptRow> copy = new BinaryCopy<>(connection, ATTEMPTS.name(), WRITTEN)) {
            for (AttemptRow row : rows) {
                copy.add(row);
                counted.computeIfAbsent(Counted.of(row), first -> new LongSummaryStatistics())
                        .accept(row.at());
            }
            copy.end();
        }
        COUNTS.execute(connection, COUNT, counted.entrySet());
    }

    /** Whether that attempt has a row. */
    public static boolean isThere(Connection connection, UUID id, long at) throws SQLException {
        return Statements.first(connection, FIND, found -> true, id, at).isPresent();
    }

    private record Counted(UUID eventId, long hour, String result, String reason) {
        static Counted of(AttemptRow row) {
            long hour = Math.floorDiv(row.at(), HOUR) * HOUR;
            return new Counted(row.eventId(), hour, row.result(), Objects.requireNonNullElse(row.failureReason(), ""));
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
        return Statements.update(connection, REMOVE_OLD, now, days, limit);
    }

    /**
     * Forgets from where a user tried to book, and with what; that they tried stays. Reads the whole table in steps, each a
     * transaction of its own, so what was done stays done if it fails.
     *
     * @param connection in autocommit
     * @return how many attempts it changed
     */
    public static long forgetClient(Connection connection, UUID userId) throws SQLException {
        long end = blocks(connection);
        long changed = 0;
        for (long block = 0; block < end; block += BLOCKS_AT_ONCE) {
            changed += Statements.update(
                    connection, FORGET_CLIENT, beginOf(block), beginOf(block + BLOCKS_AT_ONCE), userId);
        }
        return changed;
    }

    /** How many blocks the largest partition has. */
    static long blocks(Connection connection) throws SQLException {
        return Statements.first(connection, BLOCKS, row -> row.getLong("blocks"))
                .orElse(0L);
    }

    /** A {@code ctid} before all of a block. */
    static String beginOf(long block) {
        return "(" + block + ",0)";
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
