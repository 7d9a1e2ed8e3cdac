package io.evently;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** For what follows a moment later: waits for it, and not for a number of rounds or seconds. */
public final class Eventually {

    /** What takes a second on an idle machine may take half a minute beside busy neighbours; only a hung test waits. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Eventually() {}

    /** Something that may not be so yet. */
    public interface Condition {

        /** Whether it is. */
        boolean holds() throws Exception;
    }

    /** Looks until it holds, for {@link #PATIENCE} at most. */
    public static void await(Condition condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            assertThat(deadline - System.nanoTime()).as("time is up").isPositive();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /**
     * What it completes with, within {@link #PATIENCE}.
     *
     * @throws CompletionException if it fails or does not complete
     */
    public static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .copy()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
