package io.evently.loadtest.audit;

import io.evently.loadtest.sale.Booked;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads the tables as anybody with {@code psql} could, from the four databases on one embedded server. Knows nothing of
 * the server's code; where an event's rows belong is worked out anew from {@code design.md}.
 */
public final class Tables {

    /** Databases there are. */
    public static final int SHARDS = 4;

    /** Rows fetched at a time. */
    private static final int FETCH = 10_000;

    private final int port;

    /** The tables on the PostgreSQL listening on that port of 127.0.0.1. */
    public Tables(int port) {
        this.port = port;
    }

    /** A row of {@code events}. */
    public record EventRow(long capacity, long available) {}

    /** A row of {@code bookings}. */
    public record BookingRow(UUID id, UUID userId, int quantity, String status, String reference) {}

    /** A row of {@code waitlist_entries}; what ended, ended when it was last updated. */
    public record EntryRow(
            UUID id,
            UUID userId,
            int quantity,
            int priority,
            Instant joinedAt,
            long joinSeq,
            String status,
            Instant updatedAt) {}

    /** A row of {@code waitlist_promotions}; {@code bookingId} is null unless it was claimed. */
    public record PromotionRow(
            UUID id,
            UUID entryId,
            UUID userId,
            int quantity,
            BigDecimal unitPrice,
            Instant promotedAt,
            Instant expiresAt,
            String status,
            UUID bookingId) {}

    /** A row of {@code bookings}, seen as seats that are taken; what ended, ended when it was last updated. */
    public record TakenRow(
            UUID id,
            UUID userId,
            int quantity,
            BigDecimal unitPrice,
            String status,
            Instant createdAt,
            Instant updatedAt) {}

    /** Sums that tell cheaply whether the tables have caught up. */
    public record Sums(long available, long confirmed, long pending, long attempts) {}

    /** First two bytes of SHA-256 over the id's 16 bytes, unsigned, modulo 4. */
    public static int shardOf(UUID id) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return ((hash[0] & 0xff) << 8 | (hash[1] & 0xff)) % SHARDS;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Seats and attempts of an event, added up by the database; {@code available} is -1 without a row of the event. */
    public Sums sums(UUID eventId) throws SQLException {
        String sql =
                """
                select coalesce((select available_seats from events where id = e.id), -1) as available,
                       (select coalesce(sum(quantity), 0) from bookings
                         where event_id = e.id and status = 'confirmed') as confirmed,
                       (select coalesce(sum(quantity), 0) from bookings
                         where event_id = e.id and status = 'pending') as pending,
                       (select count(*) from booking_attempts where event_id = e.id) as attempts
                  from (select ?::uuid as id) e
                """;
        return query(shardOf(eventId), sql, eventId, rows -> {
            rows.next();
            return new Sums(
                    rows.getLong("available"),
                    rows.getLong("confirmed"),
                    rows.getLong("pending"),
                    rows.getLong("attempts"));
        });
    }

    /** The event's row in the database it belongs to, or null. */
    public EventRow event(UUID eventId) throws SQLException {
        String sql = "select total_capacity, available_seats from events where id = ?";
        return query(
                shardOf(eventId),
                sql,
                eventId,
                rows -> rows.next()
                        ? new EventRow(rows.getLong("total_capacity"), rows.getLong("available_seats"))
                        : null);
    }

    /** The event's bookings in the database it belongs to. */
    public List<BookingRow> bookings(UUID eventId) throws SQLException {
        String sql = "select id, user_id, quantity, status::text, booking_ref from bookings where event_id = ?";
        return query(shardOf(eventId), sql, eventId, rows -> {
            List<BookingRow> all = new ArrayList<>();
            while (rows.next()) {
                all.add(new BookingRow(
                        rows.getObject("id", UUID.class),
                        rows.getObject("user_id", UUID.class),
                        rows.getInt("quantity"),
                        rows.getString("status"),
                        rows.getString("booking_ref")));
            }
            return all;
        });
    }

    /** Attempts at the event, counted by {@code CREATED} or the reason of the failure. */
    public Map<String, Long> attempts(UUID eventId) throws SQLException {
        String sql =
                """
                select case when result = 'success' then 'CREATED' else failure_reason end as answer, count(*) as count
                  from booking_attempts
                 where event_id = ?
                 group by answer
                """;
        return query(shardOf(eventId), sql, eventId, rows -> {
            Map<String, Long> counts = new TreeMap<>();
            while (rows.next()) {
                counts.put(String.valueOf(rows.getString("answer")), rows.getLong("count"));
            }
            return counts;
        });
    }

    /** How many rows of the event lie in databases they do not belong to. */
    public long strays(UUID eventId) throws SQLException {
        String sql =
                """
                select (select count(*) from events where id = e.id)
                     + (select count(*) from bookings where event_id = e.id)
                     + (select count(*) from waitlist_entries where event_id = e.id)
                     + (select count(*) from waitlist_promotions where event_id = e.id)
                     + (select count(*) from booking_attempts where event_id = e.id) as strays
                  from (select ?::uuid as id) e
                """;
        long strays = 0;
        for (int shard = 0; shard < SHARDS; shard++) {
            if (shard != shardOf(eventId)) {
                strays += query(shard, sql, eventId, rows -> {
                    rows.next();
                    return rows.getLong("strays");
                });
            }
        }
        return strays;
    }

    /** Seats for sale by event, for many events at once; an event without a row is missing. */
    public Map<UUID, Long> available(Collection<UUID> eventIds) throws SQLException {
        Map<UUID, Long> available = new HashMap<>();
        for (var ofShard : byShard(eventIds).entrySet()) {
            query(
                    ofShard.getKey(),
                    "select id, available_seats from events where id = any(?)",
                    ofShard.getValue(),
                    rows -> {
                        while (rows.next()) {
                            available.put(rows.getObject("id", UUID.class), rows.getLong("available_seats"));
                        }
                        return null;
                    });
        }
        return available;
    }

    /** How many attempts at these events were counted as they were written; their rows are committed with it. */
    public long attemptsCounted(Collection<UUID> eventIds) throws SQLException {
        String sql = "select coalesce(sum(attempts), 0) as attempts from attempt_counts where event_id = any(?)";
        long sum = 0;
        for (var ofShard : byShard(eventIds).entrySet()) {
            sum += query(ofShard.getKey(), sql, ofShard.getValue(), rows -> {
                rows.next();
                return rows.getLong("attempts");
            });
        }
        return sum;
    }

    /** The same as {@link #attempts(UUID)} over many events. */
    public Map<String, Long> attempts(Collection<UUID> eventIds) throws SQLException {
        String sql =
                """
                select case when result = 'success' then 'CREATED' else failure_reason end as answer, count(*) as count
                  from booking_attempts
                 where event_id = any(?)
                 group by answer
                """;
        Map<String, Long> counts = new TreeMap<>();
        for (var ofShard : byShard(eventIds).entrySet()) {
            query(ofShard.getKey(), sql, ofShard.getValue(), rows -> {
                while (rows.next()) {
                    counts.merge(String.valueOf(rows.getString("answer")), rows.getLong("count"), Long::sum);
                }
                return null;
            });
        }
        return counts;
    }

    /** Hands over the confirmed bookings of these events one by one, so that a million of them need no memory. */
    public void confirmed(Collection<UUID> eventIds, Consumer<Booked> each) throws SQLException {
        String sql =
                """
                select id, booking_ref, event_id, user_id, quantity
                  from bookings
                 where event_id = any(?) and status = 'confirmed'
                """;
        for (var ofShard : byShard(eventIds).entrySet()) {
            query(ofShard.getKey(), sql, ofShard.getValue(), rows -> {
                while (rows.next()) {
                    each.accept(new Booked(
                            rows.getObject("id", UUID.class),
                            rows.getString("booking_ref"),
                            rows.getObject("event_id", UUID.class),
                            rows.getObject("user_id", UUID.class),
                            rows.getInt("quantity")));
                }
                return null;
            });
        }
    }

    /** All entries of the event's waitlist, those that ended too. */
    public List<EntryRow> entries(UUID eventId) throws SQLException {
        String sql =
                """
                select id, user_id, quantity, priority_score, joined_at, join_seq, status::text, updated_at
                  from waitlist_entries
                 where event_id = ?
                """;
        return query(shardOf(eventId), sql, eventId, rows -> {
            List<EntryRow> all = new ArrayList<>();
            while (rows.next()) {
                all.add(new EntryRow(
                        rows.getObject("id", UUID.class),
                        rows.getObject("user_id", UUID.class),
                        rows.getInt("quantity"),
                        rows.getInt("priority_score"),
                        time(rows, "joined_at"),
                        rows.getLong("join_seq"),
                        rows.getString("status"),
                        time(rows, "updated_at")));
            }
            return all;
        });
    }

    /** All promotions of the event, those that ended too. */
    public List<PromotionRow> promotions(UUID eventId) throws SQLException {
        String sql =
                """
                select id, waitlist_id, user_id, quantity, unit_price, promoted_at, expires_at, status::text, booking_id
                  from waitlist_promotions
                 where event_id = ?
                """;
        return query(shardOf(eventId), sql, eventId, rows -> {
            List<PromotionRow> all = new ArrayList<>();
            while (rows.next()) {
                all.add(new PromotionRow(
                        rows.getObject("id", UUID.class),
                        rows.getObject("waitlist_id", UUID.class),
                        rows.getObject("user_id", UUID.class),
                        rows.getInt("quantity"),
                        rows.getBigDecimal("unit_price"),
                        time(rows, "promoted_at"),
                        time(rows, "expires_at"),
                        rows.getString("status"),
                        rows.getObject("booking_id", UUID.class)));
            }
            return all;
        });
    }

    /** Since when and until when each booking of the event takes seats. */
    public List<TakenRow> taken(UUID eventId) throws SQLException {
        String sql =
                """
                select id, user_id, quantity, unit_price, status::text, created_at, updated_at
                  from bookings
                 where event_id = ?
                """;
        return query(shardOf(eventId), sql, eventId, rows -> {
            List<TakenRow> all = new ArrayList<>();
            while (rows.next()) {
                all.add(new TakenRow(
                        rows.getObject("id", UUID.class),
                        rows.getObject("user_id", UUID.class),
                        rows.getInt("quantity"),
                        rows.getBigDecimal("unit_price"),
                        rows.getString("status"),
                        time(rows, "created_at"),
                        time(rows, "updated_at")));
            }
            return all;
        });
    }

    /** Vacuums and analyzes all of them, and makes a checkpoint: after that the server has nothing left to do. */
    public void tidyUp() throws SQLException {
        for (int shard = 0; shard < SHARDS; shard++) {
            try (Connection connection = connect(port, shard);
                    Statement statement = connection.createStatement()) {
                statement.execute("vacuum (analyze)");
                statement.execute("checkpoint");
            }
        }
    }

    private static Instant time(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    static Connection connect(int port, int shard) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/evently_" + shard + "?user=postgres");
    }

    private interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    private <T> T query(int shard, String sql, UUID eventId, Reading<T> reading) throws SQLException {
        try (Connection connection = connect(port, shard);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, eventId);
            try (ResultSet rows = statement.executeQuery()) {
                return reading.of(rows);
            }
        }
    }

    private static Map<Integer, List<UUID>> byShard(Collection<UUID> eventIds) {
        return eventIds.stream().collect(Collectors.groupingBy(Tables::shardOf));
    }

    private <T> T query(int shard, String sql, List<UUID> eventIds, Reading<T> reading) throws SQLException {
        try (Connection connection = connect(port, shard)) {
            connection.setAutoCommit(false); // or the driver fetches all rows at once
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(FETCH);
                statement.setArray(1, connection.createArrayOf("uuid", eventIds.toArray()));
                try (ResultSet rows = statement.executeQuery()) {
                    return reading.of(rows);
                }
            } finally {
                connection.rollback();
            }
        }
    }
}
