package io.evently.sweep;

import io.evently.database.Partitions;
import io.evently.database.Shards;
import io.evently.tables.BookingAttemptsTable;
import io.evently.tables.EventsTable;
import io.evently.tables.EventsTable.Cursor;
import io.evently.tables.IdempotencyKeysTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** A round through one database, step by step. Blocking; not thread-safe. */
final class Sweep {

    /** So many attempts are removed in one step: some 100 ms. */
    private static final int ATTEMPTS = 5_000;

    /** Attempts hold addresses of people (V009). */
    private static final int DAYS_OF_ATTEMPTS = 90;

    /** So many idempotency keys are removed in one step. */
    private static final int KEYS = 5_000;

    /** Each has to be read from its journal to be completed. */
    private static final int EVENTS = 20;

    private final DataSource reader;
    private final DataSource writer;
    private Cursor after = Cursor.EARLIEST;

    Sweep(DataSource reader, DataSource writer) {
        this.reader = reader;
        this.writer = writer;
    }

    static Sweep of(int shard, Shards shards) {
        return new Sweep(shards.reader(shard), shards.writer(shard));
    }

    /**
     * The next step.
     *
     * @param past events that are over and not completed
     * @param more whether the round goes on
     */
    record Step(List<UUID> past, boolean more) {}

    /**
     * Removes some old attempts and idempotency keys, and finds some events that are over. Each event is found once a round, so that one that
     * cannot be completed keeps no other from it.
     *
     * @param now microseconds
     */
    Step next(long now) throws SQLException {
        int removed;
        int keys;
        try (Connection connection = writer.getConnection()) {
            // Whole weeks first: there may be millions in them.
            Partitions.dropOldAttempts(connection, now, DAYS_OF_ATTEMPTS);
            removed = BookingAttemptsTable.removeOld(connection, now, DAYS_OF_ATTEMPTS, ATTEMPTS);
            keys = IdempotencyKeysTable.removeOld(connection, KEYS);
        }
        List<Cursor> past;
        try (Connection connection = reader.getConnection()) {
            past = EventsTable.past(connection, now, after, EVENTS);
        }
        boolean moreEvents = past.size() == EVENTS;
        after = moreEvents ? past.get(EVENTS - 1) : Cursor.EARLIEST;
        return new Step(past.stream().map(Cursor::id).toList(), moreEvents || removed == ATTEMPTS || keys == KEYS);
    }
}
