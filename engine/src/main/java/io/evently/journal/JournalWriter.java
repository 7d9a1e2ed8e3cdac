package io.evently.journal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Writes one database's journal, a batch at a time, while the next one gathers: two at once would be two small commits
 * instead of one. One thread, one connection, one round trip a batch.
 */
final class JournalWriter implements AutoCloseable {

    /**
     * @param batch rows in one statement at most
     * @param waiting writes that may wait; beyond it they are refused
     * @param patience how long after it was handed in a write is tried again; below the time for which it is waited for
     * @param silence how long the server may be silent before a try counts as failed
     */
    record Limits(int batch, int waiting, Duration patience, Duration silence) {}

    private static final int IDLE_SECONDS = 60;
    private static final Comparator<PendingWrite> ORDER =
            Comparator.comparing(write -> write.row().persistenceId());

    private final Limits limits;
    private final Executor answering;
    private final JournalConnection connection;
    private final ThreadPoolExecutor thread;
    private final Deque<PendingWrite> waiting = new ArrayDeque<>();
    private boolean working;
    private volatile boolean closed;
    /** Guarded by {@link #waiting}, as {@link #working} is. */
    private List<PendingWrite> underWay = List.of();

    /**
     * @param name of the connection and the thread
     * @param answering where those who wait are told that all is written
     */
    JournalWriter(String url, String name, Limits limits, Executor answering) {
        this.limits = limits;
        this.answering = answering;
        this.connection = new JournalConnection(url, name, limits.silence());
        // Two tasks at most: work, and close.
        this.thread =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(2), work -> {
                    Thread writer = new Thread(work, name);
                    writer.setDaemon(true);
                    return writer;
                });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Takes a write; it is answered in any case, a little after the patience at the latest. */
    void add(PendingWrite write) {
        synchronized (waiting) {
            if (!closed && waiting.size() < limits.waiting()) {
                waiting.add(write);
                if (!working) {
                    working = true;
                    thread.execute(this::work);
                }
                return;
            }
        }
        write.giveUp(new IllegalStateException(
                closed ? "the journal is closed" : limits.waiting() + " writes wait already"));
    }

    /** Age of the oldest write that is under way or waits, in nanoseconds; 0: there is none. */
    long oldest() {
        synchronized (waiting) {
            long now = System.nanoTime();
            return Stream.concat(underWay.stream(), waiting.stream().limit(1))
                    .mapToLong(write -> now - write.since())
                    .max()
                    .orElse(0);
        }
    }

    private void work() {
        boolean goOn = true;
        while (goOn) {
            List<PendingWrite> batch = next();
            if (batch.isEmpty()) {
                return;
            }
            write(batch);
            goOn = !isHandedOn();
        }
    }

    private void write(List<PendingWrite> batch) {
        try {
            new BatchWrite(connection, limits.patience(), answering, () -> closed).write(batch);
        } catch (Throwable e) {
            // Memory may be short, or a class missing: whoever waits is told, and the next batch has its own luck.
            batch.forEach(PendingWrite::mayBeWritten);
            batch.forEach(write -> write.giveUp(e));
            connection.abandon();
        }
    }

    /**
     * The next batch begins by way of those who wait for this one. While they are busy it grows: begun at once, this
     * thread woke seven times as often in a sale of a thousand events, for as many smaller commits.
     */
    private boolean isHandedOn() {
        if (closed) {
            return false;
        }
        try {
            answering.execute(this::resume);
            return true;
        } catch (RejectedExecutionException theSystemEnds) {
            return false;
        }
    }

    private void resume() {
        try {
            thread.execute(this::work);
        } catch (RejectedExecutionException closedMeanwhile) {
            // What waits is only answered; the connection is not used any more.
            work();
        }
    }

    /** At most one write of an entity, in the same order on all nodes: two batches never wait for each other. */
    private List<PendingWrite> next() {
        List<PendingWrite> batch = new ArrayList<>();
        synchronized (waiting) {
            Set<String> entities = new HashSet<>();
            while (!waiting.isEmpty()
                    && batch.size() < limits.batch()
                    && entities.add(waiting.peek().row().persistenceId())) {
                batch.add(waiting.poll());
            }
            batch.sort(ORDER);
            working = !batch.isEmpty();
            underWay = batch;
        }
        return batch;
    }

    /** What waits is answered; the connection ends when the thread is done with it. */
    @Override
    public void close() {
        synchronized (waiting) {
            if (!closed) {
                closed = true;
                thread.execute(connection::close);
                thread.shutdown();
            }
        }
    }
}
