package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** For what follows a moment later, such as the tables. */
public final class Eventually {

    /** What takes a second on an idle machine may take half a minute beside busy neighbours; only a hung test waits. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofMillis(25);

    private Eventually() {}

    /** Looks until the condition holds, for {@link #PATIENCE} at most. */
    public static void until(BooleanSupplier condition) {
        holds(() -> assertThat(condition.getAsBoolean()).isTrue());
    }

    /** What it completes with, within {@link #PATIENCE}. */
    public static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .copy()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Tries until it no longer fails, for {@link #PATIENCE} at most. */
    public static void holds(Runnable assertion) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError failed) {
                if (System.nanoTime() - deadline > 0) {
                    throw failed;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
