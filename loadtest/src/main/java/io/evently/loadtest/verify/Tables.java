package io.evently.loadtest.verify;

import io.evently.loadtest.sut.Databases;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

    /** Counts among attempts, and among answers, the bookings made. */
    public static final String CREATED = "CREATED";

    /** Rows fetched at a time. */
    private static final int FETCH = 10_000;

    private final int port;

    /** The tables on the PostgreSQL listening on that port of 127.0.0.1. */
    public Tables(int port) {
        this.port = port;
    }

    /** First two bytes of SHA-256 over the id's 16 bytes, unsigned, modulo 4. */
    public static int shardOf(UUID id) {
        return Short.toUnsignedInt(hash(id).getShort()) % Databases.SHARDS;
    }

    /** SHA-256 over the id's 16 bytes. */
    public static ByteBuffer hash(UUID id) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many attempts at these events lie in databases they do not belong to; the checker sees all other rows. */
    public long strayAttempts(Collection<UUID> eventIds) throws SQLException {
        long strays = 0;
        for (int shard = 0; shard < Databases.SHARDS; shard++) {
            int here = shard;
            List<UUID> others =
                    eventIds.stream().filter(id -> shardOf(id) != here).toList();
            strays += query(
                    shard, "select count(*) as strays from booking_attempts where event_id = any(?)", others, rows -> {
                        rows.next();
                        return rows.getLong("strays");
                    });
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

    /** Attempts at these events, counted by {@code CREATED} or the reason of the failure. */
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
    public void confirmed(Collection<UUID> eventIds, Consumer<PromisedBooking> each) throws SQLException {
        String sql =
                """
                select id, booking_ref, event_id, user_id, quantity
                  from bookings
                 where event_id = any(?) and status = 'confirmed'
                """;
        for (var ofShard : byShard(eventIds).entrySet()) {
            query(ofShard.getKey(), sql, ofShard.getValue(), rows -> {
                while (rows.next()) {
                    each.accept(new PromisedBooking(
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

    /** Of all entries of the event's waitlist, those that ended too. */
    public Map<UUID, Integer> priorities(UUID eventId) throws SQLException {
        String sql = "select id, priority_score from waitlist_entries where event_id = any(?)";
        return query(shardOf(eventId), sql, List.of(eventId), rows -> {
            Map<UUID, Integer> priorities = new HashMap<>();
            while (rows.next()) {
                priorities.put(rows.getObject("id", UUID.class), rows.getInt("priority_score"));
            }
            return priorities;
        });
    }

    /** Vacuums and analyzes all of them, and makes a checkpoint: after that the server has nothing left to do. */
    public void tidyUp() throws SQLException {
        for (int shard = 0; shard < Databases.SHARDS; shard++) {
            try (Connection connection = Databases.connect(port, shard);
                    Statement statement = connection.createStatement()) {
                statement.execute("vacuum (analyze)");
                statement.execute("checkpoint");
            }
        }
    }

    private interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    private static Map<Integer, List<UUID>> byShard(Collection<UUID> eventIds) {
        return eventIds.stream().collect(Collectors.groupingBy(Tables::shardOf));
    }

    private <T> T query(int shard, String sql, List<UUID> eventIds, Reading<T> reading) throws SQLException {
        try (Connection connection = Databases.connect(port, shard)) {
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
