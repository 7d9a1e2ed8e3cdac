package io.evently;

import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/** When the parts of a node end, once it is told to stop. {@link Draining} comes before all of them. */
final class Stopping {

    private Stopping() {}

    /** With the first connections: for what has no end of its own. */
    static void first(ActorSystem<?> system, String name, Runnable end) {
        add(system, CoordinatedShutdown.PhaseServiceUnbind(), name, end);
    }

    /** When everything that was accepted is answered. */
    static void afterTheLastAnswer(ActorSystem<?> system, String name, Runnable end) {
        add(system, CoordinatedShutdown.PhaseServiceStop(), name, end);
    }

    /** When no actor needs it any more. */
    static void last(ActorSystem<?> system, String name, Runnable end) {
        add(system, CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), name, end);
    }

    private static void add(ActorSystem<?> system, String phase, String name, Runnable end) {
        CoordinatedShutdown.get(system)
                .addTask(
                        phase,
                        name,
                        () -> CompletableFuture.supplyAsync(() -> {
                            end.run();
                            return Done.getInstance();
                        }));
    }
}
