package io.evently.sweep;

import io.evently.tables.ForeignKeys;
import io.evently.tables.ForeignKeys.ForeignKey;
import io.evently.tables.ForeignKeys.Part;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through the tables of a database, part by part and once a night, for rows that refer to what is not there: the
 * projection writes without foreign keys. Blocking; not thread-safe.
 */
final class OrphanSearch {

    private static final Logger log = LoggerFactory.getLogger(OrphanSearch.class);

    /** Rows of a part: some 50 ms. A part a second is a hundred million bookings, with two keys each, in three hours. */
    private static final int ROWS = 20_000;

    private static final long DAY = TimeUnit.DAYS.toMicros(1);

    /** UTC. A sale at that hour is given way to as everywhere. */
    private static final long NIGHT = TimeUnit.HOURS.toMicros(3);

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final int shard;
    private final DataSource reader;
    private final Queue<ForeignKey> keys = new ArrayDeque<>();
    private UUID after = BEFORE_ALL;
    private long inThisRound;
    private volatile OptionalLong found = OptionalLong.empty();
    private long due = Long.MIN_VALUE;

    OrphanSearch(int shard, DataSource reader) {
        this.shard = shard;
        this.reader = reader;
    }

    /** How many orphans the last round found; empty: none was finished. */
    OptionalLong found() {
        return found;
    }

    /**
     * Looks through the next part, if it is time.
     *
     * @param now microseconds
     * @return whether the round goes on
     */
    boolean next(long now) throws SQLException {
        if (due == Long.MIN_VALUE) {
            due = nightAfter(now);
        }
        if (now < due) {
            return false;
        }
        try (Connection connection = reader.getConnection()) {
            if (keys.isEmpty()) {
                keys.addAll(ForeignKeys.all(connection));
                inThisRound = 0;
            }
            look(connection, keys.element());
        }
        if (keys.isEmpty()) {
            found = OptionalLong.of(inThisRound);
            due = nightAfter(now);
        }
        return !keys.isEmpty();
    }

    private void look(Connection connection, ForeignKey key) throws SQLException {
        Part part = key.look(connection, after, ROWS);
        if (part.orphans() > 0) {
            inThisRound += part.orphans();
            log.error(
                    "Database {}: {} rows of {}, among them {}, refer by {} to what {} lacks; mvn -Prebuild makes the tables"
                            + " anew",
                    shard,
                    part.orphans(),
                    key.table(),
                    part.first(),
                    key.refers(),
                    key.parent());
        }
        after = part.last().filter(last -> part.more()).orElse(BEFORE_ALL);
        if (!part.more()) {
            keys.remove();
        }
    }

    private static long nightAfter(long now) {
        return Math.floorDiv(now - NIGHT, DAY) * DAY + DAY + NIGHT;
    }
}
