package io.evently.user.session;

import io.evently.user.UserRejection;
import io.evently.user.actor.UserRefused;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Answers wrong credentials at whole multiples of a step after they came, whatever was looked up meanwhile: so the time
 * of an answer does not tell whether there is such a user. No thread waits.
 */
public final class RefusalTiming {

    /** Runs something later. */
    public interface Scheduler {
        void in(Duration delay, Runnable work);
    }

    private final long step;
    private final LongSupplier nanoTime;
    private final Scheduler scheduler;

    public RefusalTiming(Duration step, LongSupplier nanoTime, Scheduler scheduler) {
        this.step = step.toNanos();
        this.nanoTime = nanoTime;
        this.scheduler = scheduler;
    }

    /** @param started by the clock given */
    public <T> CompletableFuture<T> hold(long started, CompletableFuture<T> answer) {
        return answer.exceptionallyCompose(failure -> {
            CompletableFuture<T> held = new CompletableFuture<>();
            if (!UserRefused.isBy(UserRejection.INVALID_CREDENTIALS, failure)) {
                held.completeExceptionally(failure);
                return held;
            }
            long elapsed = nanoTime.getAsLong() - started;
            try {
                scheduler.in(Duration.ofNanos(step - elapsed % step), () -> held.completeExceptionally(failure));
            } catch (RuntimeException stopping) {
                held.completeExceptionally(failure);
            }
            return held;
        });
    }
}
