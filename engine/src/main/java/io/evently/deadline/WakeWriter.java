package io.evently.deadline;

import io.evently.tables.DueDeadlines.Due;
import io.evently.tables.EventWakesTable;
import io.micrometer.core.instrument.Counter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes when the sleeping events of one database are to be woken, on a thread of its own. */
final class WakeWriter {

    private static final Logger log = LoggerFactory.getLogger(WakeWriter.class);

    /** More than the 20,000 events that a node may have alive, all of which stop at once when it leaves. */
    private static final int QUEUE = 32_768;

    /** Rows in one statement: some 10 ms. */
    private static final int BATCH = 2_000;

    /** An event that stops waits no longer; the tables know its deadlines, too. */
    private static final long PATIENCE_SECONDS = 3;

    private static final long PAUSE_MILLIS = 100;

    private record Note(Due due, long giveUp, CompletableFuture<Void> done) {

        boolean isLate() {
            return System.nanoTime() - giveUp >= 0;
        }
    }

    private static final Note END = new Note(Due.OLDEST, 0, CompletableFuture.completedFuture(null));

    private final int shard;
    private final DataSource database;
    private final Counter lost;
    private final BlockingQueue<Note> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private volatile boolean ending;

    WakeWriter(int shard, DataSource database, Counter lost) {
        this.shard = shard;
        this.database = database;
        this.lost = lost;
        this.thread = new Thread(this::run, "wake-writer-" + shard);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    CompletableFuture<Void> write(UUID eventId, long deadline) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        Note note = new Note(new Due(deadline, eventId), giveUp, new CompletableFuture<>());
        if (ending || !queue.offer(note)) {
            lost.increment();
            note.done().complete(null);
        }
        return note.done().completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Takes nothing more, writes what it has, and ends. */
    void end() {
        ending = true;
        queue.offer(END);
    }

    void awaitEnd() {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Note> batch = new ArrayList<>(BATCH);
        try {
            while (!ending || !queue.isEmpty()) {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH - 1);
                batch.remove(END);
                write(batch);
                batch.clear();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until it is written or too late: what is late must not overwrite what the event notes next, on another node. */
    private void write(List<Note> batch) throws InterruptedException {
        while (true) {
            giveUpLate(batch);
            try {
                store(batch);
                batch.forEach(note -> note.done().complete(null));
                return;
            } catch (SQLException | RuntimeException | LinkageError e) {
                log.debug("Wake-up times of {} events are not in database {} yet", batch.size(), shard, e);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    private void giveUpLate(List<Note> batch) {
        int all = batch.size();
        batch.removeIf(Note::isLate);
        if (batch.size() < all) {
            lost.increment(all - batch.size());
            log.warn("{} events stopped without a wake-up time in database {}", all - batch.size(), shard);
        }
    }

    private void store(List<Note> batch) throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        Map<UUID, Due> sleeping = new LinkedHashMap<>();
        for (Note note : batch) {
            sleeping.put(note.due().eventId(), note.due());
        }
        List<UUID> idle = sleeping.values().stream()
                .filter(due -> due.at() == Long.MAX_VALUE)
                .map(Due::eventId)
                .toList();
        sleeping.keySet().removeAll(idle);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Does not compete for the disk with bookings; a crash of the database leaves the tables, which know, too.
            statement.execute("set local synchronous_commit = off");
            EventWakesTable.put(connection, sleeping.values());
            EventWakesTable.remove(connection, idle);
            connection.commit();
        }
    }
}
