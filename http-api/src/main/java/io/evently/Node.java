package io.evently;

import com.typesafe.config.Config;
import io.evently.api.BookingRoutes;
import io.evently.api.EventRoutes;
import io.evently.api.UserRoutes;
import io.evently.crypto.JwtSecret;
import io.evently.crypto.MasterKey;
import io.evently.database.DataFolder;
import io.evently.database.StartupRefused;
import io.evently.entity.EntitySettings;
import io.evently.entity.Events;
import io.evently.entity.NodeClock;
import io.evently.http.Endpoint;
import io.evently.http.HttpServer;
import io.evently.http.HttpSettings;
import io.evently.http.Tokens;
import io.evently.user.Users;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** One running node: databases, actor system, engine, HTTP. */
final class Node {

    /** The name every member of the cluster has. */
    static final String SYSTEM = "evently";

    private final ActorSystem<Void> system;

    private Node(ActorSystem<Void> system) {
        this.system = system;
    }

    /**
     * Starts everything, in the order of who needs whom.
     *
     * @throws StartupRefused with a sentence for the operator
     */
    static Node start(Settings settings) {
        DataFolder folder = settings.usesEmbeddedServer() ? DataFolder.claim(settings.dataDir()) : null;
        Databases databases = Databases.open(settings, folder);
        Config config = settings.withDatabases(databases.urls());
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), SYSTEM, config);
        closeAfter(system, databases, folder);
        join(system, settings);

        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        NodeClock clock = NodeClock.system(metrics);
        Events events = new Events(system, EntitySettings.from(config.getConfig("evently.engine")), clock, metrics);
        String secret = settings.jwtSecret().map(JwtSecret::of).orElseGet(() -> JwtSecret.keptIn(folder.path()));
        Tokens tokens = new Tokens(secret, Clock.systemUTC());

        MasterKey masterKey =
                settings.masterKeyFile().map(MasterKey::in).orElseGet(() -> MasterKey.keptIn(folder.path()));
        Users users = Users.start(system, databases.shards(), masterKey, clock);
        AdminLogin admin = AdminLogin.ensure(users, settings);

        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.addAll(new EventRoutes(events).endpoints());
        endpoints.addAll(new BookingRoutes(events).endpoints());
        endpoints.addAll(new UserRoutes(users, tokens, settings.tokenLifetime()).endpoints());
        HttpServer server = listen(system, HttpSettings.of(config), tokens, endpoints, metrics);
        System.out.println("Evently listens on http:/" + server.address());
        System.out.println(admin.sentence());
        return new Node(system);
    }

    /** Returns when the node has stopped and everything it held is given back. */
    void awaitEnd() {
        system.getWhenTerminated().toCompletableFuture().join();
    }

    private static void join(ActorSystem<Void> system, Settings settings) {
        if (settings.seedNodes().isEmpty()) {
            Cluster cluster = Cluster.get(system);
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        }
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
            system.terminate();
            throw new StartupRefused(
                    "Port %d of %s is taken or not allowed; set EVENTLY_HTTP_PORT to another one (%s)."
                            .formatted(
                                    settings.port(),
                                    settings.host(),
                                    failed.getCause().getMessage()),
                    failed);
        }
    }

    /** The databases stop last, in a hook of their own: the JVM may be going down already. */
    private static void closeAfter(ActorSystem<Void> system, Databases databases, DataFolder folder) {
        Thread closing = new Thread(
                () -> {
                    system.getWhenTerminated().toCompletableFuture().join();
                    databases.close();
                    if (folder != null) {
                        folder.close();
                    }
                },
                "close-databases");
        Runtime.getRuntime().addShutdownHook(closing);
    }
}
