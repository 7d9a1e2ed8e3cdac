package io.evently.projection;

import io.evently.tables.journal.Journal;
import io.evently.tables.journal.OpenTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names, once a minute while the tables are late, the transactions that may hold the reader of the journal back. */
final class LongTransactions {

    private static final Logger log = LoggerFactory.getLogger(LongTransactions.class);

    /** Commits take milliseconds, and tables that give way to a rush are behind by a second or two. */
    private static final long LATE_MILLIS = 10_000;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final int shard;
    private long lastSaid = System.nanoTime() - MINUTE;

    LongTransactions(int shard) {
        this.shard = shard;
    }

    void look(Connection connection, Journal.Backlog backlog) throws SQLException {
        if (backlog.millis() < LATE_MILLIS || System.nanoTime() - lastSaid < MINUTE) {
            return;
        }
        lastSaid = System.nanoTime();
        List<String> oldest = OpenTransactions.oldest(connection);
        log.warn(
                "The tables of database {} are {} s behind; oldest open transactions of its server: {}",
                shard,
                backlog.millis() / 1_000,
                oldest.isEmpty() ? "none" : String.join("; ", oldest));
    }
}
