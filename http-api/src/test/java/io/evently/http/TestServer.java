package io.evently.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A real server on a free port, with the settings it ships with. */
final class TestServer implements AutoCloseable {

    static final String SECRET = "a secret of the tests, long enough!!";
    static final UUID USER_ID = UUID.fromString("0193b6a0-0000-7000-8000-000000000001");
    static final UUID ADMIN_ID = UUID.fromString("0193b6a0-0000-7000-8000-000000000002");

    final Tokens tokens = new Tokens(SECRET, Clock.systemUTC());
    final ActorSystem<Void> system;
    final HttpServer server;

    TestServer(List<Endpoint> endpoints, UnaryOperator<HttpSettings> change) {
        this(endpoints, new SimpleMeterRegistry(), change);
    }

    TestServer(List<Endpoint> endpoints, MeterRegistry registry, UnaryOperator<HttpSettings> change) {
        Config config = ConfigFactory.parseString(
                        "evently.http { port = 0, rate-limit = off }, pekko.fail-mixed-versions = off")
                .withFallback(ConfigFactory.parseResources("http-server.conf"))
                .withFallback(ConfigFactory.parseResources("evently.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        system = ActorSystem.create(Behaviors.empty(), "edge", config);
        HttpSettings settings = change.apply(HttpSettings.of(config));
        server = await(HttpServer.start(system, settings, tokens, endpoints, registry));
    }

    int port() {
        return server.address().getPort();
    }

    String userToken() {
        return tokens.issue(new Principal(USER_ID, Role.USER), Duration.ofHours(1));
    }

    String adminToken() {
        return tokens.issue(new Principal(ADMIN_ID, Role.ADMIN), Duration.ofHours(1));
    }

    /** A client that says exactly what it is told to, on a connection of its own. */
    RawClient connect() {
        return new RawClient(port());
    }

    @Override
    public void close() {
        system.terminate();
        await(system.getWhenTerminated());
    }

    /** Waits for a condition, at most half a minute. */
    static void waitUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it did not happen within 30 s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
