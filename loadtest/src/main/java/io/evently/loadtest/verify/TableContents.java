package io.evently.loadtest.verify;

import io.evently.loadtest.sut.Databases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What the tables that follow the journal hold, as a count and a digest each: enough to see whether a rebuild gave the
 * same rows.
 *
 * @param byTable digests by {@code database.table}
 */
public record TableContents(Map<String, String> byTable) {

    private static final List<String> TABLES = List.of(
            "users",
            "events",
            "bookings",
            "waitlist_entries",
            "waitlist_promotions",
            "pricing_history",
            "event_analytics");

    /** Longer than an attempt waits until it is written, 0.8 s, and then until analytics show it, 3 s. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    /** On a machine so slow that reading takes longer, so does what is waited for. */
    private static final int QUIET_READS = 10;

    private static final Duration QUIET_WITHIN = Duration.ofMinutes(5);

    /**
     * Reads the tables when nothing changes them any more: figures on attempts follow within seconds.
     *
     * @throws IllegalStateException when they do not come to rest in minutes
     */
    public static TableContents atRest(int databasePort) throws SQLException {
        long start = System.nanoTime();
        long end = start + QUIET_WITHIN.toNanos();
        TableContents before = read(databasePort);
        long pause = Math.max(QUIET.toNanos(), QUIET_READS * (System.nanoTime() - start));
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(pause);
            TableContents now = read(databasePort);
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
        throw new IllegalStateException("the tables are still changing after " + QUIET_WITHIN);
    }

    private static TableContents read(int databasePort) throws SQLException {
        Map<String, String> digests = new TreeMap<>();
        for (int shard = 0; shard < Databases.SHARDS; shard++) {
            try (Connection connection = Databases.connect(databasePort, shard);
                    Statement statement = connection.createStatement()) {
                for (String table : TABLES) {
                    digests.put(Databases.name(shard) + "." + table, digest(statement, table));
                }
            }
        }
        return new TableContents(digests);
    }

    /** A violation for each table that does not hold the same as in the other. */
    public List<Violation> differences(TableContents other) {
        List<Violation> differences = new ArrayList<>();
        byTable.forEach((table, digest) -> {
            if (!digest.equals(other.byTable.get(table))) {
                differences.add(new Violation(
                        "a rebuild from the journal must give the same rows",
                        table + ": " + digest + " and " + other.byTable.get(table)));
            }
        });
        return differences;
    }

    private static String digest(Statement statement, String table) throws SQLException {
        String sql =
                """
                select count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, E'\\n' order by t::text)), 'none')
                  from %s t
                """
                        .formatted(table);
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
