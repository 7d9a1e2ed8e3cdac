package io.evently;

import com.typesafe.config.Config;
import io.evently.api.BookingRoutes;
import io.evently.api.ClusterRoutes;
import io.evently.api.EventLists;
import io.evently.api.EventRoutes;
import io.evently.api.InsightRoutes;
import io.evently.api.PromotionRoutes;
import io.evently.api.StreamRoute;
import io.evently.api.StreamSettings;
import io.evently.api.UserRoutes;
import io.evently.api.WaitlistRoutes;
import io.evently.attempt.AttemptLog;
import io.evently.cluster.Company;
import io.evently.cluster.EndReason;
import io.evently.cluster.Joining;
import io.evently.cluster.Membership;
import io.evently.cluster.Standstill;
import io.evently.database.DataFolder;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.deadline.Deadlines;
import io.evently.entity.EntitySettings;
import io.evently.entity.Events;
import io.evently.entity.NodeClock;
import io.evently.entity.Rush;
import io.evently.entity.Sleepers;
import io.evently.entity.StoredEvents;
import io.evently.http.EchoEndpoint;
import io.evently.http.Endpoint;
import io.evently.http.HealthEndpoints;
import io.evently.http.HttpServer;
import io.evently.http.HttpSettings;
import io.evently.http.MetricsEndpoint;
import io.evently.http.OpsSettings;
import io.evently.http.Readiness;
import io.evently.http.Tokens;
import io.evently.idempotency.Keys;
import io.evently.journal.JournalHealth;
import io.evently.projection.Projections;
import io.evently.sweep.Sweeps;
import io.evently.tables.Lists;
import io.evently.watch.DatabaseWatches;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;

/** One running node: databases, actor system, engine, HTTP. */
final class Node {

    /** The name every member of the cluster has. */
    static final String SYSTEM = "evently";

    /** The status of a process that {@link Standstill} ended. */
    private static final int STOOD_STILL = 4;

    private final ActorSystem<Void> system;
    private final Runnable ending;
    private final HttpServer server;
    private final List<Endpoint> endpoints;

    private Node(ActorSystem<Void> system, Runnable ending, HttpServer server, List<Endpoint> endpoints) {
        this.system = system;
        this.ending = ending;
        this.server = server;
        this.endpoints = List.copyOf(endpoints);
    }

    /**
     * Starts everything, in the order of who needs whom, and returns when the admin can log in and book.
     *
     * @throws StartupRefused with a sentence for the operator
     */
    static Node start(Settings settings) {
        DataFolder folder = settings.needsDataFolder() ? DataFolder.claim(settings.dataDir()) : null;
        Databases databases = Databases.open(settings, folder);
        Config config = settings.withDatabases(databases.urls());
        Lists lists = new Lists(
                databases.shards(),
                new DatabaseThreads(
                        "lists",
                        config.getInt("evently.reading.threads"),
                        config.getInt("evently.reading.max-waiting")),
                config.getDuration("evently.reading.patience"));
        Rehearsal.play(settings.forRehearsal(databases.urls()), lists);
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), SYSTEM, config);
        Runnable ending = () -> end(system, databases, folder);
        // In a hook of its own: the JVM may be going down already.
        Runtime.getRuntime().addShutdownHook(new Thread(ending, "end-node"));

        PrometheusMeterRegistry metrics = MetricsEndpoint.registry();
        NodeClock clock = NodeClock.system(metrics);
        JournalHealth.get(system).register(metrics, Shards.COUNT);
        Membership membership = Membership.of(system, metrics);
        Standstill standstill = Standstill.watch(
                config.getDuration("evently.cluster.longest-standstill"), membership, () -> Runtime.getRuntime()
                        .halt(STOOD_STILL));
        StoredEvents cold = new StoredEvents(databases.shards());
        system.getWhenTerminated().thenRun(cold::close);
        Sleepers sleepers = Deadlines.sleepers(system, databases.shards(), metrics);
        Events events = new Events(
                system,
                EntitySettings.from(config.getConfig("evently.engine")),
                clock,
                standstill,
                sleepers,
                cold,
                metrics);
        DatabaseWatches watches = watches(system, settings, config, databases, clock, events, membership, metrics);
        People people = People.start(system, settings, databases.shards(), folder, clock, events, metrics);
        Keys keys = Keys.start(
                system,
                databases.shards(),
                people.masterKey(),
                Keys.partOf(config.getDuration("evently.engine.ask-timeout")),
                "event-keys");
        Rush rush = new Rush(events::waiting);
        Projections.start(system, databases.shards(), rush, metrics);
        Deadlines.start(system, databases.shards(), events, metrics);
        Sweeps.start(system, databases.shards(), events, rush);
        Leaving.beforeHandOver(system);
        AttemptLog attempts = attempts(system, databases, metrics);

        var adminFound = new AtomicReference<>(new Readiness.Finding(false, "starting: no admin looked up yet"));
        Leaving leaving = new Leaving();

        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.addAll(new EventRoutes(events, keys).endpoints());
        endpoints.addAll(new EventLists(events, lists).endpoints());
        endpoints.addAll(streams(system, events, metrics).endpoints());
        endpoints.addAll(new BookingRoutes(events, lists, attempts::record).endpoints());
        endpoints.addAll(new WaitlistRoutes(events, lists).endpoints());
        endpoints.addAll(new PromotionRoutes(events, lists).endpoints());
        endpoints.addAll(new UserRoutes(people.users(), people.tokens(), settings.tokenLifetime()).endpoints());
        endpoints.addAll(new InsightRoutes(events, lists).endpoints());
        endpoints.addAll(new ClusterRoutes(system, events, lists).endpoints());
        Operations operations = Operations.open(
                OpsSettings.of(config), Conditions.of(system, watches, clock, adminFound::get, leaving), metrics);
        atLast(system, "end-operations", operations::close);
        HealthEndpoints health = operations.health();
        endpoints.addAll(operations.endpoints());
        if (config.getBoolean("evently.http.echo-route")) {
            endpoints.add(EchoEndpoint.of());
        }
        HttpServer server = listen(system, HttpSettings.of(config), people.tokens(), endpoints, metrics);
        leaving.before(system, membership, server, config.getDuration("evently.cluster.drain-time"), health::lookSoon);

        // Last: who has joined is given events at once, and they wait for whatever is not there yet.
        join(system, settings);

        AdminLogin admin = AdminLogin.ensure(people.users(), settings);
        adminFound.set(admin.readiness());
        health.lookAgain();
        Banner.print(server.address(), admin, databases.shown());
        return new Node(system, ending, server, endpoints);
    }

    /** Where it serves HTTP. */
    InetSocketAddress address() {
        return server.address();
    }

    /** All routes it serves. */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Stops as the end of the process would, and returns when everything is closed. */
    void stop() {
        ending.run();
    }

    /**
     * Returns when the node has stopped.
     *
     * @return why, if nobody told it to; then it has to be started again
     */
    Optional<String> awaitEnd() {
        system.getWhenTerminated().toCompletableFuture().join();
        return CoordinatedShutdown.get(system)
                .getShutdownReason()
                .filter(reason -> !reason.equals(CoordinatedShutdown.jvmExitReason()))
                .map(reason -> reason instanceof EndReason known ? known.why() : "its cluster goes on without it");
    }

    private static DatabaseWatches watches(
            ActorSystem<Void> system,
            Settings settings,
            Config config,
            Databases databases,
            NodeClock clock,
            Events events,
            Membership membership,
            PrometheusMeterRegistry metrics) {
        DatabaseWatches watches = DatabaseWatches.start(
                databases.urls(),
                clock,
                events::forgetMemory,
                settings.isClustered() ? membership : Company.NONE,
                config.getDuration("evently.cluster.worse-off-tolerated"),
                why -> CoordinatedShutdown.get(system).runAll(new EndReason(why)),
                metrics);
        atLast(system, "end-watches", watches::close);
        return watches;
    }

    /** Closes what nobody needs any more. */
    private static void atLast(ActorSystem<Void> system, String name, Runnable close) {
        CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), name, () -> {
            close.run();
            return CompletableFuture.completedFuture(Done.getInstance());
        });
    }

    private static void join(ActorSystem<Void> system, Settings settings) {
        if (settings.discovered()) {
            Joining.byDiscovery(system, () -> {
                PekkoManagement.get(system).start();
                ClusterBootstrap.get(system).start();
            });
        } else if (settings.seedNodes().isEmpty()) {
            Joining.alone(system);
        } else {
            String self = Cluster.get(system).selfMember().address().hostPort();
            boolean seed = settings.seedNodes().stream().anyMatch(each -> self.endsWith("@" + each));
            Joining.bySeeds(system, seed);
        }
    }

    /** Streams end first: they have no end of their own, and ask events that are about to stop. */
    private static StreamRoute streams(ActorSystem<Void> system, Events events, PrometheusMeterRegistry metrics) {
        StreamRoute streams =
                new StreamRoute(events, StreamSettings.of(system.settings().config()), metrics);
        CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseServiceUnbind(), "end-streams", () -> {
            streams.end();
            return CompletableFuture.completedFuture(Done.getInstance());
        });
        return streams;
    }

    /** What was accepted is answered before the log of attempts ends. */
    private static AttemptLog attempts(ActorSystem<Void> system, Databases databases, PrometheusMeterRegistry metrics) {
        AttemptLog attempts = new AttemptLog(databases.shards(), metrics);
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseServiceStop(),
                        "write-attempts",
                        () -> CompletableFuture.supplyAsync(() -> {
                            attempts.close();
                            return Done.getInstance();
                        }));
        return attempts;
    }

    private static HttpServer listen(
            ActorSystem<Void> system,
            HttpSettings settings,
            Tokens tokens,
            List<Endpoint> endpoints,
            PrometheusMeterRegistry metrics) {
        try {
            return HttpServer.start(system, settings, tokens, endpoints, metrics)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException failed) {
            throw new StartupRefused(
                    "Port %d of %s is taken or not allowed; set EVENTLY_HTTP_PORT to another one (%s)."
                            .formatted(
                                    settings.port(),
                                    settings.host(),
                                    failed.getCause().getMessage()),
                    failed);
        }
    }

    /** The databases stop last. Ending twice is harmless. */
    private static void end(ActorSystem<Void> system, Databases databases, DataFolder folder) {
        // A start that was refused half-way has nobody else to end the system.
        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.jvmExitReason())
                .toCompletableFuture()
                .join();
        databases.close();
        if (folder != null) {
            folder.close();
        }
    }
}
