package io.evently.tables;

import io.evently.tables.journal.Journal;
import io.evently.tables.journal.PositionsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** How fresh the tables of one database are, asked of it once a second at most. Thread-safe. */
final class Freshness {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /**
     * What was done is written some milliseconds later, an attempt half a second; and the clocks of two nodes may differ.
     */
    static final long MARGIN = TimeUnit.SECONDS.toMicros(2);

    private record Known(long asOf, long atNanos) {}

    private final AtomicReference<Known> known = new AtomicReference<>();

    /**
     * Everything that was done by then is in the tables.
     *
     * @return microseconds
     */
    long asOf(Connection connection) throws SQLException {
        Known last = known.get();
        long now = System.nanoTime();
        if (last == null || now - last.atNanos() > SECOND) {
            last = new Known(Journal.followedUntil(connection, PositionsTable.read(connection)) - MARGIN, now);
            known.set(last);
        }
        return last.asOf();
    }
}
