package io.evently.loadtest.timeline;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A thread that looks at something again and again, counts the processor time it takes, and keeps why it gave up. */
final class Sampler implements AutoCloseable {

    /** One look. */
    interface Look {

        /**
         * @param due when it should have been
         * @param now when it is; both {@link System#nanoTime()}
         */
        void at(long due, long now) throws IOException, SQLException;
    }

    private final String name;
    private final long everyNanos;
    private final Look look;
    private final Thread thread;
    private volatile boolean closed;
    private volatile long cpuNanos;
    private volatile String failure;

    /**
     * Begins.
     *
     * @param name of what is looked at
     * @param every from the end of a look to the next
     */
    Sampler(String name, Duration every, Look look) {
        this.name = name;
        this.everyNanos = every.toNanos();
        this.look = look;
        this.thread = new Thread(this::run, "watches-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!closed) {
                long due = System.nanoTime() + everyNanos;
                long now = System.nanoTime();
                while (now < due && !closed) {
                    LockSupport.parkNanos(due - now);
                    now = System.nanoTime();
                }
                if (!closed) {
                    look.at(due, now);
                }
            }
        } catch (IOException | SQLException | RuntimeException e) {
            failure = name + " was watched no longer: " + e;
        } finally {
            cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
    }

    /** Processor time it took, in nanoseconds; known when it is closed. */
    long cpuNanos() {
        return cpuNanos;
    }

    /** Why it ended before its time. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns when the last look is over. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
