package io.evently.loadtest.timeline;

import io.evently.loadtest.sut.Databases;
import io.evently.loadtest.sut.ProcessorTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What PostgreSQL's processes do, looked at again and again. */
final class DatabaseWatch implements AutoCloseable {

    /** A stall of 50 ms is seen twice at least. */
    static final Duration EVERY = Duration.ofMillis(20);

    /** The function below the view: the view joins names of users and databases to each row. */
    private static final String ACTIVITY =
            """
            select application_name, backend_type, wait_event_type, wait_event, left(query, 200) as query,
                   extract(epoch from clock_timestamp() - query_start) * 1e9 as age
              from pg_stat_get_activity(null)
             where pid <> pg_backend_pid()
               and (state = 'active' or backend_type in ('checkpointer', 'walwriter'))
               and coalesce(wait_event, '') not in ('CheckpointerMain', 'WalWriterMain')
            """;

    private final Connection connection;
    private final PreparedStatement activity;
    private final long pid;
    private final List<Stall> stalls = new ArrayList<>();
    private long looked = System.nanoTime();

    /** Connects to the server on that port of 127.0.0.1. */
    DatabaseWatch(int port) throws SQLException {
        connection = Databases.administer(port);
        activity = connection.prepareStatement(ACTIVITY);
        try (PreparedStatement own = connection.prepareStatement("select pg_backend_pid()");
                ResultSet row = own.executeQuery()) {
            row.next();
            pid = row.getLong(1);
        }
    }

    void look(long due, long now) throws SQLException {
        try (ResultSet rows = activity.executeQuery()) {
            // The server looked at some moment between.
            long at = now + (System.nanoTime() - now) / 2;
            while (rows.next()) {
                DatabaseActivity seen = new DatabaseActivity(
                        text(rows, "application_name"),
                        text(rows, "backend_type"),
                        text(rows, "wait_event_type"),
                        text(rows, "wait_event"),
                        text(rows, "query"));
                double age = rows.getDouble("age");
                // What is no statement has no beginning that is known: it was so since the last look.
                long since = rows.wasNull() || seen.isOfTheServer() ? looked : at - Math.max(0, Math.round(age));
                long from = Math.min(at, Math.max(looked, since));
                seen.cause().ifPresent(cause -> stalls.add(new Stall(cause, seen.detail(), from, at)));
            }
            looked = at;
        }
    }

    private static String text(ResultSet rows, String column) throws SQLException {
        return Optional.ofNullable(rows.getString(column)).orElse("");
    }

    /** When it is looked no more. */
    List<Stall> stalls() {
        return stalls;
    }

    /** Processor time that its looks took PostgreSQL so far, in nanoseconds. */
    long cpuNanos() {
        return Math.round(ProcessorTime.of(pid) * 1000);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
