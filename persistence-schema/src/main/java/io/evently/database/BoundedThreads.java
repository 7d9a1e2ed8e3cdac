package io.evently.database;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A fixed number of threads for work that blocks or takes long, and a bounded queue before them; past it work is
 * rejected with {@link java.util.concurrent.RejectedExecutionException}. (A Pekko dispatcher with a bounded queue would
 * run the work on the thread of the caller instead, that is, in the midst of bookings.)
 */
public final class BoundedThreads implements Executor, AutoCloseable {

    private final ThreadPoolExecutor threads;

    /**
     * @param name of the threads
     * @param maxWaiting work that may wait for a thread
     */
    public BoundedThreads(String name, int number, int maxWaiting) {
        threads = new ThreadPoolExecutor(
                number, number, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxWaiting), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
