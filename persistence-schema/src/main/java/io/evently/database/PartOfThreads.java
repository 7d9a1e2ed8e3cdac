package io.evently.database;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A part of others' threads: so much of its work runs at a time, some may wait, and what is more is rejected; so whoever
 * asks for much of it leaves the other threads to others.
 */
public final class PartOfThreads implements Executor {

    private final Executor threads;
    private final int most;
    private final int maxWaiting;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /**
     * @param most work that may run at a time
     * @param maxWaiting work that may wait
     */
    public PartOfThreads(Executor threads, int most, int maxWaiting) {
        this.threads = threads;
        this.most = most;
        this.maxWaiting = maxWaiting;
    }

    /** @throws RejectedExecutionException when too much waits, here or before the threads */
    @Override
    public void execute(Runnable work) {
        synchronized (this) {
            if (running == most) {
                if (waiting.size() == maxWaiting) {
                    throw new RejectedExecutionException(maxWaiting + " wait for " + most + " threads");
                }
                waiting.add(work);
                return;
            }
            running++;
        }
        try {
            threads.execute(() -> runAll(work));
        } catch (RejectedExecutionException full) {
            synchronized (this) {
                running--;
            }
            throw full;
        }
    }

    /** On with what waits, on the thread that is there: it might not get another. */
    private void runAll(Runnable first) {
        for (Runnable work = first; work != null; work = next()) {
            try {
                work.run();
            } catch (RuntimeException e) {
                Thread current = Thread.currentThread();
                current.getUncaughtExceptionHandler().uncaughtException(current, e);
            }
        }
    }

    private synchronized Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            running--;
        }
        return next;
    }
}
