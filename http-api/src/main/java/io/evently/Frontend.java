package io.evently;

import com.typesafe.config.Config;
import io.evently.attempt.ClientCipher;
import io.evently.crypto.Purpose;
import io.evently.crypto.SealedTexts;
import io.evently.crypto.ServiceKeys;
import io.evently.database.StartupRefused;
import io.evently.http.ops.EchoEndpoint;
import io.evently.http.ops.OpsSettings;
import io.evently.http.ops.Readiness;
import io.evently.http.route.Endpoint;
import io.evently.http.server.HttpServer;
import io.evently.http.server.HttpSettings;
import io.evently.routes.Routes;
import io.evently.routes.StreamSettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * What answers clients, operators and orchestrators over HTTP.
 *
 * @param endpoints all routes it serves
 * @param adminFound whether somebody can administer, for readiness
 */
record Frontend(
        HttpServer server,
        OperationsEndpoints operations,
        List<Endpoint> endpoints,
        AtomicReference<Readiness.Finding> adminFound) {

    /**
     * Listens, and says "not ready" until the node has joined and {@link #knows an admin}.
     *
     * @throws StartupRefused if a port is taken
     */
    static Frontend open(Engine engine, Settings settings) {
        ActorSystem<Void> system = engine.system();
        Config config = system.settings().config();
        var adminFound = new AtomicReference<>(new Readiness.Finding(false, "starting: no admin looked up yet"));
        Draining leaving = new Draining();
        OperationsEndpoints operations = OperationsEndpoints.open(
                OpsSettings.of(config),
                ReadinessConditions.of(
                        system,
                        engine.watches(),
                        engine.clock(),
                        engine.people().erasures(),
                        adminFound::get,
                        leaving),
                engine.metrics());
        Stopping.last(system, "end-operations", operations::close);
        Routes routes = routes(engine, settings, StreamSettings.of(config));
        Stopping.first(system, "end-streams", routes::endStreams);
        List<Endpoint> endpoints = new ArrayList<>(routes.endpoints());
        endpoints.addAll(operations.endpoints());
        if (config.getBoolean("evently.http.echo-route")) {
            endpoints.add(EchoEndpoint.of());
        }
        HttpServer server = listen(engine, HttpSettings.of(config), endpoints);
        Draining.beforeHandOver(system);
        leaving.before(
                system,
                engine.membership(),
                server,
                config.getDuration("evently.cluster.drain-time"),
                operations.health()::lookSoon);
        return new Frontend(server, operations, List.copyOf(endpoints), adminFound);
    }

    private static Routes routes(Engine engine, Settings settings, StreamSettings streams) {
        ServiceKeys keys = engine.people().serviceKeys();
        return new Routes(new Routes.Parts(
                engine.system(),
                engine.events(),
                engine.lists(),
                engine.keys(),
                engine.attempts()::record,
                new ClientCipher(keys.cipher(Purpose.ATTEMPTS)),
                new SealedTexts(keys.cipher(Purpose.TEXTS)),
                engine.people().users(),
                engine.people().tokens(),
                settings.tokenLifetime(),
                streams,
                engine.inboxes(),
                engine.metrics()));
    }

    private static HttpServer listen(Engine engine, HttpSettings settings, List<Endpoint> endpoints) {
        try {
            return HttpServer.start(
                            engine.system(),
                            settings,
                            engine.people().tokens(),
                            endpoints,
                            engine.metrics(),
                            engine.security())
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

    /** Readiness hangs on it that somebody can administer. */
    void knows(AdminLogin admin) {
        adminFound.set(admin.readiness());
        operations.health().lookAgain();
    }

    InetSocketAddress address() {
        return server.address();
    }
}
