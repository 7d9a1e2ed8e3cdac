package io.evently;

import io.evently.cluster.Membership;
import io.evently.http.server.HttpServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first thing a node does when it is told to stop: it says "not ready" and closes each connection with its next
 * answer, but answers everything for some seconds more, while balancers and clients go elsewhere. A node that is alone
 * has nobody to send them to, and stops at once.
 */
final class Draining {

    private static final Logger log = LoggerFactory.getLogger(Draining.class);

    private volatile boolean begun;

    boolean hasBegun() {
        return begun;
    }

    /** Sees to it that nothing holds up the hand-over. */
    static void beforeHandOver(ActorSystem<?> system) {
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeClusterShutdown(), "let-daemons-go", () -> letDaemonsGo(system));
    }

    /**
     * Puts itself before everything else that happens at the end.
     *
     * @param atOnce told when it begins; must not block
     */
    void before(ActorSystem<?> system, Membership membership, HttpServer server, Duration drainTime, Runnable atOnce) {
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "send-clients-elsewhere", () -> {
                    begun = true;
                    atOnce.run();
                    if (!membership.hasOthersUp()) {
                        return CompletableFuture.completedFuture(Done.getInstance());
                    }
                    log.info(
                            "Leaving: others answer from now on, the rest is finished within {} s",
                            drainTime.toSeconds());
                    membership.announceHandOver();
                    server.sendClientsElsewhere();
                    return after(system, drainTime);
                });
    }

    /**
     * Ends what keeps the cluster's daemons alive. It goes on sending them messages while their shards are handed over;
     * a node that is alone has nobody to hand those to, and would wait for that until the phase runs out (30 s).
     */
    private static CompletionStage<Done> letDaemonsGo(ActorSystem<?> system) {
        system.classicSystem()
                .actorSelection("/system/ShardedDaemonProcessKeepAlive-*")
                .tell(PoisonPill.getInstance(), ActorRef.noSender());
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    private static CompletionStage<Done> after(ActorSystem<?> system, Duration time) {
        var passed = new CompletableFuture<Done>();
        system.scheduler().scheduleOnce(time, () -> passed.complete(Done.getInstance()), system.executionContext());
        return passed;
    }
}
