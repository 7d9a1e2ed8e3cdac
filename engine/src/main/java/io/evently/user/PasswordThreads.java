package io.evently.user;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A fixed number of threads for passwords, and a bounded queue before them; past it work is rejected with {@link
 * java.util.concurrent.RejectedExecutionException}. (A Pekko dispatcher with a bounded queue would run the work on the
 * thread of the caller instead, that is, in the midst of bookings.)
 */
final class PasswordThreads implements Executor, AutoCloseable {

    private final ThreadPoolExecutor threads;

    PasswordThreads(int number, int maxWaiting) {
        threads = new ThreadPoolExecutor(
                number, number, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxWaiting), work -> {
                    Thread thread = new Thread(work, "passwords");
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
