package io.evently.http.ops;

import io.evently.http.answer.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * An answer that is dear to make: made on a thread of its own, by one at a time, and once a second at most, however many
 * ask. Who asks in between gets the last one.
 */
final class CachedReply {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ThreadPoolExecutor maker =
            new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1), CachedReply::thread);
    private final Supplier<Reply> make;

    /** The last one, or the first one to come; null before anybody has asked. */
    private CompletableFuture<Reply> last;

    /** The one that is being made; null if none is. */
    private CompletableFuture<Reply> next;

    private long madeAt;

    CachedReply(Supplier<Reply> make) {
        this.make = make;
        maker.allowCoreThreadTimeOut(true);
    }

    /** A fresh one, or one that is a second old at most, or the last one while the next is being made. */
    synchronized CompletionStage<Reply> get() {
        if (next == null && (last == null || System.nanoTime() - madeAt > FRESH_NANOS)) {
            next = CompletableFuture.supplyAsync(make, maker);
            CompletableFuture<Reply> asked = next;
            CompletableFuture<Reply> unused = asked.whenComplete((reply, failure) -> made(asked));
            return asked;
        }
        return last == null ? next : last;
    }

    private synchronized void made(CompletableFuture<Reply> reply) {
        last = reply;
        next = null;
        madeAt = System.nanoTime();
    }

    private static Thread thread(Runnable task) {
        var thread = new Thread(task, "metrics");
        thread.setDaemon(true);
        return thread;
    }
}
