package io.evently.projection;

import io.evently.database.JournalEpoch;
import io.evently.database.Shards;
import io.evently.projection.Projector.Overtaken;
import io.evently.tables.AuditedFacts;
import io.evently.tables.ProjectedTables;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import io.evently.tables.message.WebhookLanesTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tables anew from the journal: after a defect in them, after a dump was restored, or to prove that it gives
 * the same rows. May run while nodes are up; lists are short until it is done.
 */
public final class Rebuild {

    private static final Logger log = LoggerFactory.getLogger(Rebuild.class);

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private Rebuild() {}

    /**
     * Empties the tables of all four databases, one after the other, and lets each follow its journal to the place where
     * that ended when this began. A journal that came from another server is made this server's own first; no node may
     * be writing to it then.
     *
     * <p>Attempts, their counts and users' keys are not in the journal and stay as they are. The audit stays, too: what
     * was done is not done again.
     *
     * @throws SQLException when a database fails; running it again begins anew
     */
    public static void run(Shards shards) throws SQLException {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            long started = System.nanoTime();
            Position end = begin(shards, shard);
            // It waits for no newer Evently: whoever rebuilds wants what this one knows.
            follow(new Projector(shard, shards.writer(shard), Duration.ZERO), end);
            log.info(
                    "The tables of database {} were made anew in {} ms",
                    shard,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
        }
    }

    /** Tables empty, position at the beginning, in one transaction; returns where the journal ends. */
    private static Position begin(Shards shards, int shard) throws SQLException {
        try (Connection connection = shards.writer(shard).getConnection()) {
            connection.setAutoCommit(false);
            // To rewrite a journal of years is one statement that says nothing for as long as it takes.
            connection.setNetworkTimeout(Runnable::run, 0);
            if (JournalEpoch.isForeign(connection)) {
                log.warn("The journal of database {} comes from another server; adopting it", shard);
                AuditedFacts.keepWhatIsMissing(connection);
                WebhookLanesTable.adoptJournal(connection);
                JournalEpoch.reset(connection);
            }
            ProjectedTables.empty(connection);
            Position end = Journal.end(connection);
            connection.commit();
            return end;
        }
    }

    private static void follow(Projector projector, Position end) throws SQLException {
        boolean more = true;
        while (more || !projector.hasFollowed(end)) {
            try {
                more = projector.step();
            } catch (Overtaken byTheRunningProjection) {
                // It does the same work; go on from where it is.
                more = true;
            }
            if (!more) {
                LockSupport.parkNanos(PAUSE);
            }
        }
    }
}
