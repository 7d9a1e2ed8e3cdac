package io.evently.attempt;

import io.evently.database.Outage;
import io.evently.tables.AttemptRow;
import io.evently.tables.BookingAttemptsTable;
import io.micrometer.core.instrument.Counter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the attempts of one database, on a thread of its own. */
final class AttemptWriter {

    private static final Logger log = LoggerFactory.getLogger(AttemptWriter.class);

    /**
     * Waiting attempts: some 300 bytes each, so 10 MB; 3 s of the fastest sale on one event. With the batch in hand that is
     * what a crash can cost at most, while the database is slow or away.
     */
    private static final int QUEUE = 32_768;

    /** Attempts written by one statement: beyond it the cost of the transaction no longer counts. */
    private static final int BATCH = 4_000;

    /**
     * How long a batch gathers: within the second a crash may cost. A hundred attempts at a time cost the database five
     * times as much each as two thousand.
     */
    private static final long LINGER = TimeUnit.MILLISECONDS.toNanos(800);

    /** A batch is given up after so many tries; meanwhile the queue holds what comes. */
    private static final int TRIES = 5;

    private final int shard;
    private final DataSource database;
    private final Counter written;
    private final Counter dropped;
    private final Outage outage;
    private final BlockingQueue<AttemptRow> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private volatile boolean finishing;
    private boolean lastBatchWasFull;

    AttemptWriter(int shard, DataSource database, Counter written, Counter dropped) {
        this.shard = shard;
        this.database = database;
        this.written = written;
        this.dropped = dropped;
        this.outage = new Outage(log, "Booking attempts cannot be written to database " + shard + " and are dropped");
        this.thread = new Thread(this::run, "attempt-log-" + shard);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    void offer(AttemptRow row) {
        if (finishing || !queue.offer(row)) {
            dropped.increment();
        }
    }

    int waiting() {
        return queue.size();
    }

    /** Takes nothing more, and ends when the queue is empty. */
    void finish() {
        finishing = true;
    }

    /** @param deadline of {@link System#nanoTime}; what is not written by then is dropped */
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
        List<AttemptRow> batch = new ArrayList<>(BATCH);
        try {
            while (!finishing || !queue.isEmpty()) {
                fill(batch);
                if (!batch.isEmpty()) {
                    writeOrDrop(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException stopped) {
            dropped.increment((double) batch.size() + queue.size());
        }
    }

    /**
     * Looks again only after a while, instead of waiting in the queue: who offers an attempt on the hot path would else
     * have to wake this thread each time.
     */
    private void fill(List<AttemptRow> batch) throws InterruptedException {
        if (!lastBatchWasFull && !finishing) {
            TimeUnit.NANOSECONDS.sleep(LINGER);
        }
        queue.drainTo(batch, BATCH);
        lastBatchWasFull = batch.size() == BATCH;
    }

    /** Whatever happens to a batch, the next one is written: nobody else would, and nobody would notice. */
    private void writeOrDrop(List<AttemptRow> batch) throws InterruptedException {
        try {
            write(batch);
        } catch (Error e) {
            dropped.increment(batch.size());
            log.error("{} booking attempts could not be written to database {}", batch.size(), shard, e);
        }
    }

    private void write(List<AttemptRow> batch) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                write(batch, attempt == 1);
                written.increment(batch.size());
                outage.over();
                return;
            } catch (SQLException | RuntimeException e) {
                if (attempt == TRIES) {
                    dropped.increment(batch.size());
                    outage.failed(e);
                    return;
                }
                log.debug("Booking attempts could not be written to database {}; trying again", shard, e);
                TimeUnit.MILLISECONDS.sleep(100L << attempt);
            }
        }
    }

    /** @param fresh nothing of it can have been written yet; else an outcome was unknown, and some may be there */
    private void write(List<AttemptRow> batch, boolean fresh) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // The log may lose its last fraction of a second in a crash; it must not compete for the disk with
            // bookings.
            statement.execute("set local synchronous_commit = off");
            if (fresh) {
                BookingAttemptsTable.add(connection, batch);
            } else {
                BookingAttemptsTable.insert(connection, batch);
            }
            connection.commit();
        }
    }
}
