package io.evently.deadline;

import io.evently.tables.UnservedQueues;
import io.evently.tables.UnservedQueues.Queue;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Looks every ten seconds through some of a database's queues for one that is not served. Blocking; not thread-safe.
 */
final class UnservedQueueWatch {

    private static final long PACE = Duration.ofSeconds(10).toNanos();

    /** Some 20 ms of reading. */
    private static final int MOST_QUEUES = 1_000;

    private static final UUID FIRST = new UUID(0, 0);

    private final DataSource database;
    private final LongSupplier nanos;
    private UUID after = FIRST;
    private long lastLook;

    UnservedQueueWatch(DataSource database, LongSupplier nanos) {
        this.database = database;
        this.nanos = nanos;
        this.lastLook = nanos.getAsLong() - PACE;
    }

    /** Those of the next queues that are not served; empty until it is time. */
    List<Queue> next() throws SQLException {
        if (nanos.getAsLong() - lastLook < PACE) {
            return List.of();
        }
        lastLook = nanos.getAsLong();
        List<Queue> queues;
        try (Connection connection = database.getConnection()) {
            queues = UnservedQueues.next(connection, after, MOST_QUEUES);
        }
        after = queues.size() < MOST_QUEUES
                ? FIRST
                : queues.get(queues.size() - 1).eventId();
        List<Queue> unserved = new ArrayList<>(queues);
        unserved.removeIf(queue -> !queue.unserved());
        return unserved.subList(0, Math.min(unserved.size(), DueEvents.MOST_EVENTS));
    }
}
