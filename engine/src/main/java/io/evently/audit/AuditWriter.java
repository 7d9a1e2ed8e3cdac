package io.evently.audit;

import io.evently.database.Outage;
import io.evently.tables.AuditChain;
import io.evently.tables.AuditChainsTable.Head;
import io.evently.tables.AuditChanges;
import io.evently.tables.AuditRow;
import io.evently.tables.AuditTable;
import io.micrometer.core.instrument.Counter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the entries of one database, on a thread of its own. */
final class AuditWriter {

    private static final Logger log = LoggerFactory.getLogger(AuditWriter.class);

    /** Waiting entries: of half a kilobyte, so 4 MB; a minute and a half of an attack that is let through. */
    private static final int QUEUE = 8_192;

    private static final int BATCH = 2_000;

    /** How long a batch gathers. */
    private static final long LINGER = TimeUnit.MILLISECONDS.toNanos(500);

    /** Between two tries; the queue holds what comes meanwhile. */
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toMillis(5);

    private final int shard;
    private final DataSource database;
    private final LongSupplier clock;
    private final Counter written;
    private final Counter lost;
    private final Outage outage;
    private final BlockingQueue<AuditRow> queue = new ArrayBlockingQueue<>(QUEUE);
    /** Not noted in the chain yet. */
    private final AtomicLong lostSince = new AtomicLong();

    private final Thread thread;
    private volatile boolean finishing;
    /** Where the chain ends if the last try was written after all. */
    private Head tried;

    AuditWriter(int shard, DataSource database, LongSupplier clock, Counter written, Counter lost) {
        this.shard = shard;
        this.database = database;
        this.clock = clock;
        this.written = written;
        this.lost = lost;
        this.outage = new Outage(log, "The audit of requests cannot be written to database " + shard);
        this.thread = new Thread(this::run, "audit-trail-" + shard);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    void offer(AuditRow row) {
        if (finishing || !queue.offer(row)) {
            lose(1);
        }
    }

    private void lose(long entries) {
        lost.increment((double) entries);
        if (lostSince.getAndAdd(entries) == 0) {
            log.error("Entries of the audit are lost: more come than can be written to database {}", shard);
        }
    }

    int waiting() {
        return queue.size();
    }

    /** Takes nothing more, and ends when the queue is empty. */
    void finish() {
        finishing = true;
    }

    /** @param deadline of {@link System#nanoTime}; what is not written by then is lost */
    void awaitEnd(long deadline) {
        try {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            thread.interrupt();
        }
    }

    private void run() {
        List<AuditRow> batch = new ArrayList<>();
        try {
            while (!finishing || !queue.isEmpty()) {
                if (!finishing) {
                    TimeUnit.NANOSECONDS.sleep(LINGER);
                }
                queue.drainTo(batch, BATCH);
                if (!batch.isEmpty() || lostSince.get() > 0) {
                    write(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException stopped) {
            long left = (long) batch.size() + queue.size();
            lost.increment((double) left);
            log.error("{} entries of the audit are lost: database {} did not take them in time", left, shard);
        }
    }

    /** Until it is written: only who has no room any more loses anything. */
    private void write(List<AuditRow> batch) throws InterruptedException {
        long noted = lostSince.get();
        List<AuditRow> rows = new ArrayList<>(batch);
        if (noted > 0) {
            rows.add(lossOf(noted));
        }
        tried = null;
        long pause = 100;
        while (!isWritten(rows)) {
            TimeUnit.MILLISECONDS.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
        lostSince.addAndGet(-noted);
        if (noted > 0) {
            log.error("{} entries of the audit of database {} were lost", noted, shard);
        }
    }

    private AuditRow lossOf(long entries) {
        String number = AuditChanges.of(Map.of("number", Long.toString(entries)));
        return AuditRow.of(clock.getAsLong(), null, "system", null, "audit.lost", "audit", null, null, number);
    }

    private boolean isWritten(List<AuditRow> rows) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            if (tried == null || !AuditTable.isThere(connection, tried)) {
                // What waits in memory dies in a crash anyway; it must not compete for the disk with bookings.
                statement.execute("set local synchronous_commit = off");
                tried = null;
                tried = AuditTable.append(connection, AuditChain.REQUESTS, rows);
                connection.commit();
            }
            written.increment(rows.size());
            outage.over();
            return true;
        } catch (SQLException | RuntimeException e) {
            outage.failed(e);
            return false;
        } catch (Error e) {
            lose(rows.size());
            log.error("{} entries of the audit could not be written to database {}", rows.size(), shard, e);
            return true;
        }
    }
}
