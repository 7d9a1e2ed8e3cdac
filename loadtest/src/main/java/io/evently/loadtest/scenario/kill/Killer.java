package io.evently.loadtest.scenario.kill;

import io.evently.loadtest.customers.Task;
import io.evently.loadtest.sut.Cluster;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Waits in a thread of its own until so many tasks have been begun, then a little, and kills everything. The moment
 * is counted in work and not in time, so that it falls into the sale on any machine.
 */
public final class Killer {

    private final CountDownLatch begun;
    private final FutureTask<Void> kill;

    /** Kills that server so many tasks and milliseconds from now. */
    public Killer(Cluster server, int afterTasks, int andMillis) {
        begun = new CountDownLatch(afterTasks);
        kill = new FutureTask<>(() -> {
            begun.await();
            TimeUnit.MILLISECONDS.sleep(andMillis);
            server.kill9Everything();
            return null;
        });
        var thread = new Thread(kill, "killer");
        thread.setDaemon(true);
        thread.start();
    }

    /** The same tasks, each counted as it is begun. */
    Supplier<Task> counting(Supplier<Task> tasks) {
        return () -> {
            begun();
            return tasks.get();
        };
    }

    /** A task is begun. */
    public void begun() {
        begun.countDown();
    }

    /** Returns when everything is dead; the sale is over, so if it never came that far the kill comes now. */
    public void awaitDeath() {
        while (begun.getCount() > 0) {
            begun.countDown();
        }
        try {
            kill.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the kill failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
