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
import java.util.function.LongSupplier;

/** What PostgreSQL's processes do: looked at now and then, and often while no answer comes. */
final class DatabaseWatch implements AutoCloseable {

    static final Duration EVERY = Duration.ofMillis(20);

    /** While nobody is answered: longer than a usual commit; a stall of 50 ms is seen twice. */
    private static final long SILENCE_NANOS = Duration.ofMillis(15).toNanos();

    /** A look costs PostgreSQL 260 µs, so while answers come there are five in a second. */
    private static final long AT_EASE_NANOS = Duration.ofMillis(200).toNanos();

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
    private final double begun;
    private final List<Stall> stalls = new ArrayList<>();
    private final LongSupplier lastHeard;
    private long looked = System.nanoTime();

    /**
     * Connects to the server on that port of 127.0.0.1.
     *
     * @param lastHeard {@link System#nanoTime()} of the last answer
     */
    DatabaseWatch(int port, LongSupplier lastHeard) throws SQLException {
        this.lastHeard = lastHeard;
        connection = Databases.administer(port);
        activity = connection.prepareStatement(ACTIVITY);
        try (PreparedStatement own = connection.prepareStatement("select pg_backend_pid()");
                ResultSet row = own.executeQuery()) {
            row.next();
            pid = row.getLong(1);
        }
        begun = ProcessorTime.of(pid);
    }

    void look(long due, long now) throws SQLException {
        if (now - lastHeard.getAsLong() > SILENCE_NANOS || now - looked > AT_EASE_NANOS) {
            look(now);
        }
    }

    private void look(long now) throws SQLException {
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
        return Math.round((ProcessorTime.of(pid) - begun) * 1000);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
