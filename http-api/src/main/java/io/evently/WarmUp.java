package io.evently;

import com.typesafe.config.Config;
import io.evently.cluster.ClusterFormation;
import io.evently.cluster.MemoryTrust;
import io.evently.database.Shards;
import io.evently.event.actor.ColdEvents;
import io.evently.event.actor.EntitySettings;
import io.evently.event.actor.Events;
import io.evently.event.actor.ForgottenBookings;
import io.evently.event.actor.WakeSchedule;
import io.evently.http.access.Tokens;
import io.evently.http.server.HttpServer;
import io.evently.http.server.HttpSettings;
import io.evently.routes.Routes;
import io.evently.time.NodeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small sale that a node plays to itself before it is ready, so that its JVM has loaded and compiled what the real one
 * needs. A cold JVM takes seconds of a processor for its first hundred bookings, and as long again for its first thousand
 * connections: it keeps the customers of a sale's first second waiting, and on a machine it shares, those of other nodes,
 * too.
 *
 * <p>Routes, actors, deciding and serializing are the real ones, in an actor system of its own that talks to nobody and
 * keeps its journals in memory ({@code warm-up.conf}).
 */
final class WarmUp {

    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

    private WarmUp() {}

    /** The training run of an image: what it loads and links, the image keeps for its nodes (cluster-config/Dockerfile). */
    public static void main(String[] arguments) {
        List<String> nowhere = Collections.nCopies(Shards.COUNT, "jdbc:postgresql://127.0.0.1:1/none");
        if (play(Settings.load().forWarmUp(nowhere)) == 0) {
            System.exit(1);
        }
    }

    /**
     * Plays it, and returns when it is over. A warm-up that fails is logged, and does no harm.
     *
     * @param config of the node's actor system, with {@code warm-up.conf} before it
     * @return how many bookings were made
     */
    static int play(Config config) {
        Config settings = config.getConfig("evently.warm-up");
        int bookings = settings.getInt("bookings");
        if (bookings == 0) {
            return 0;
        }
        log.info(
                "Warming up: a sale without customers, {} s at most",
                settings.getDuration("longest").toSeconds());
        long start = System.nanoTime();
        ActorSystem<Void> system = null;
        try {
            system = ActorSystem.create(Behaviors.empty(), Node.SYSTEM, config);
            var tokens = new Tokens(UUID.randomUUID().toString(), Clock.systemUTC());
            HttpServer server = open(system, config, tokens);
            var customers = new WarmUpCustomers(
                    server.address(),
                    tokens,
                    start + settings.getDuration("longest").toNanos());
            int made = customers.book(bookings);
            for (int crowd = 0; crowd < settings.getInt("crowds"); crowd++) {
                made += customers.crowd(settings.getInt("crowd-size"));
            }
            log.info(
                    "Warmed up by {} bookings in {} s",
                    made,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
            return made;
        } catch (RuntimeException failed) {
            log.warn("The warm-up failed; this node's first requests will be slow", failed);
            return 0;
        } finally {
            if (system != null) {
                system.terminate();
                system.getWhenTerminated().toCompletableFuture().join();
            }
        }
    }

    private static HttpServer open(ActorSystem<Void> system, Config config, Tokens tokens) {
        ClusterFormation.alone(system);
        var metrics = new SimpleMeterRegistry();
        var events = new Events(
                system,
                EntitySettings.from(config.getConfig("evently.engine")),
                NodeClock.system(metrics),
                MemoryTrust.ALONE,
                WakeSchedule.NONE,
                ColdEvents.UNKNOWN,
                ForgottenBookings.NOTHING,
                metrics);
        return HttpServer.start(system, HttpSettings.of(config), tokens, Routes.ofSale(events), metrics)
                .toCompletableFuture()
                .join();
    }
}
