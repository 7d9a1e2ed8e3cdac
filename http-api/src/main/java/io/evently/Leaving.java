package io.evently;

import io.evently.cluster.Membership;
import io.evently.http.HttpServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first thing a node does when it is told to stop: it says "not ready" and closes each connection with its next
 * answer, but answers everything for some seconds more, while balancers and clients go elsewhere. A node that is alone
 * has nobody to send them to, and stops at once.
 */
final class Leaving {

    private static final Logger log = LoggerFactory.getLogger(Leaving.class);

    private volatile boolean begun;

    /** Whether this node is on its way out. */
    boolean hasBegun() {
        return begun;
    }

    /** Puts itself before everything else that happens at the end. */
    void before(ActorSystem<?> system, Membership membership, HttpServer server, Duration drainTime) {
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "send-clients-elsewhere", () -> {
                    begun = true;
                    if (!membership.hasOthersUp()) {
                        return CompletableFuture.completedFuture(Done.getInstance());
                    }
                    log.info(
                            "Leaving: others answer from now on, the rest is finished within {} s",
                            drainTime.toSeconds());
                    server.sendClientsElsewhere();
                    return after(system, drainTime);
                });
    }

    private static CompletionStage<Done> after(ActorSystem<?> system, Duration time) {
        var passed = new CompletableFuture<Done>();
        system.scheduler().scheduleOnce(time, () -> passed.complete(Done.getInstance()), system.executionContext());
        return passed;
    }
}
