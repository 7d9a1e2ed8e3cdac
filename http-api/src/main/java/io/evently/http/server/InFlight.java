package io.evently.http.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Requests whose answers are still to come, so that a server that stops can wait for them.
 *
 * <p>From the first moment of the stop each answer closes its connection, and only when all have been given for two
 * looks in a row is the rest (idle connections) ended.
 */
final class InFlight {

    private static final Duration LOOK = Duration.ofMillis(50);

    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean stopping;

    void begin() {
        unanswered.incrementAndGet();
    }

    void end() {
        unanswered.decrementAndGet();
    }

    int count() {
        return unanswered.get();
    }

    /** Whether each answer should be the last one on its connection. */
    boolean isStopping() {
        return stopping;
    }

    /** From now on each answer asks its client to go elsewhere. */
    void lastOnItsConnection() {
        stopping = true;
    }

    /** Completes when all answers are given, or when patience ends. */
    CompletionStage<Done> drained(ActorSystem<?> system, Duration patience) {
        lastOnItsConnection();
        var drained = new CompletableFuture<Done>();
        look(system, System.nanoTime() + patience.toNanos(), 0, drained);
        return drained;
    }

    private void look(ActorSystem<?> system, long deadline, int quiet, CompletableFuture<Done> drained) {
        if (quiet == 2 || System.nanoTime() - deadline >= 0) {
            drained.complete(Done.getInstance());
            return;
        }
        int quietNow = unanswered.get() == 0 ? quiet + 1 : 0;
        system.scheduler()
                .scheduleOnce(LOOK, () -> look(system, deadline, quietNow, drained), system.executionContext());
    }
}
