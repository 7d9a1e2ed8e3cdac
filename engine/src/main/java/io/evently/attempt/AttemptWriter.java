package io.evently.attempt;

import io.evently.database.Outage;
import io.evently.tables.BookingAttemptsTable;
import io.micrometer.core.instrument.Counter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the attempts of one database, on a thread of its own. */
final class AttemptWriter {

    private static final Logger log = LoggerFactory.getLogger(AttemptWriter.class);

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
    private final ClientCipher cipher;
    private final Counter written;
    private final Counter dropped;
    private final Outage outage;
    private final WaitingAttempts waiting = new WaitingAttempts();
    private final Thread thread;
    private volatile boolean finishing;

    AttemptWriter(int shard, DataSource database, ClientCipher cipher, Counter written, Counter dropped) {
        this.shard = shard;
        this.database = database;
        this.cipher = cipher;
        this.written = written;
        this.dropped = dropped;
        this.outage = new Outage(log, "Booking attempts cannot be written to database " + shard + " and are dropped");
        this.thread = new Thread(this::run, "attempt-log-" + shard);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    void offer(UUID id, Attempt attempt) {
        if (finishing || !waiting.offer(id, attempt)) {
            dropped.increment();
        }
    }

    int waiting() {
        return waiting.size();
    }

    /** Takes nothing more, and ends when nothing waits. */
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
        AttemptBatch batch = AttemptBatch.EMPTY;
        try {
            while (!finishing || waiting.size() > 0) {
                gather();
                batch = waiting.take(BATCH);
                if (!batch.isEmpty()) {
                    writeOrDrop(batch);
                    waiting.giveBack(batch);
                    batch = AttemptBatch.EMPTY;
                }
            }
        } catch (InterruptedException stopped) {
            dropped.increment((double) batch.size() + waiting.size());
        }
    }

    /**
     * Looks again only after a while, instead of waiting in the queue: who offers an attempt on the hot path would else
     * have to wake this thread each time.
     */
    private void gather() throws InterruptedException {
        if (waiting.size() < BATCH && !finishing) {
            TimeUnit.NANOSECONDS.sleep(LINGER);
        }
    }

    /** Whatever happens to a batch, the next one is written: nobody else would, and nobody would notice. */
    private void writeOrDrop(AttemptBatch batch) throws InterruptedException {
        try {
            write(batch);
        } catch (Error e) {
            dropped.increment(batch.size());
            log.error("{} booking attempts could not be written to database {}", batch.size(), shard, e);
        }
    }

    private void write(AttemptBatch batch) throws InterruptedException {
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

    /** @param fresh nothing of it can have been written yet; else an outcome was unknown, and all of it may be there */
    private void write(AttemptBatch batch, boolean fresh) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // The log may lose its last fraction of a second in a crash; it must not compete for the disk with
            // bookings.
            statement.execute("set local synchronous_commit = off");
            if (fresh || !BookingAttemptsTable.isThere(connection, batch.firstId(), batch.firstAt())) {
                BookingAttemptsTable.add(connection, batch.rows(cipher));
            }
            connection.commit();
        }
    }
}
