package io.evently.tables;

import io.evently.sql.Query;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** How fresh tables of one database are, asked of it once a second at most. Thread-safe. */
final class Freshness {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /**
     * What was done is written some milliseconds later, an attempt a second; and the clocks of two nodes may differ.
     */
    static final long MARGIN = TimeUnit.SECONDS.toMicros(2);

    /** Attempts are shown there up to three seconds after they are written. */
    static final long MARGIN_OF_ANALYTICS = TimeUnit.SECONDS.toMicros(5);

    private record Known(long asOf, long atNanos) {}

    private final AtomicReference<Known> known = new AtomicReference<>();
    private final DataSource database;
    private final Query<Position> followed;
    private final long margin;

    /**
     * @param database read in the background: no request may read the journal
     * @param followed up to where the tables have followed the journal
     * @param margin how much later than that something may be written, microseconds
     */
    Freshness(DataSource database, Query<Position> followed, long margin) {
        this.database = database;
        this.followed = followed;
        this.margin = margin;
    }

    /**
     * Everything that was done by then is in the tables.
     *
     * @return microseconds
     */
    long asOf() throws SQLException {
        Known last = known.get();
        long now = System.nanoTime();
        if (last == null || now - last.atNanos() > SECOND) {
            try (Connection connection = database.getConnection()) {
                last = new Known(Journal.followedUntil(connection, followed.ask(connection)) - margin, now);
            }
            known.set(last);
        }
        return last.asOf();
    }
}
