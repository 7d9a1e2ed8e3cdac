package io.evently.http.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.evently.http.access.Principal;
import io.evently.http.access.RateLimits;
import io.evently.http.access.Tokens;
import io.evently.http.route.Endpoint;
import io.evently.routes.Eventually;
import io.evently.security.SecurityEvent;
import io.evently.user.Role;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A real server on a free port, with the settings it ships with, but for time-outs that a slow machine might miss. */
public final class TestServer implements AutoCloseable {

    public static final String SECRET = "a secret of the tests, long enough!!";
    public static final UUID USER_ID = UUID.fromString("0193b6a0-0000-7000-8000-000000000001");
    static final UUID ADMIN_ID = UUID.fromString("0193b6a0-0000-7000-8000-000000000002");

    final Tokens tokens = new Tokens(SECRET, Clock.systemUTC());
    public final ActorSystem<Void> system;
    final HttpServer server;
    /** What mattered for security, in order. */
    final Queue<SecurityEvent> security = new ConcurrentLinkedQueue<>();

    public TestServer(List<Endpoint> endpoints, UnaryOperator<HttpSettings> change) {
        this(endpoints, new SimpleMeterRegistry(), change);
    }

    public TestServer(List<Endpoint> endpoints, MeterRegistry registry, UnaryOperator<HttpSettings> change) {
        this(endpoints, registry, change, System::nanoTime);
    }

    /** @param nanoTime by which callers' requests per second are counted */
    public TestServer(
            List<Endpoint> endpoints,
            MeterRegistry registry,
            UnaryOperator<HttpSettings> change,
            LongSupplier nanoTime) {
        this(endpoints, registry, change, nanoTime, "");
    }

    /** @param terms of connections, as {@code evently.http.connections} has them, and callers limited */
    public TestServer(List<Endpoint> endpoints, MeterRegistry registry, String terms) {
        this(endpoints, registry, settings -> settings, System::nanoTime, "evently.http.rate-limit = on," + terms);
    }

    private TestServer(
            List<Endpoint> endpoints,
            MeterRegistry registry,
            UnaryOperator<HttpSettings> change,
            LongSupplier nanoTime,
            String more) {
        Config config = ConfigFactory.parseString(more).withFallback(config(""));
        system = ActorSystem.create(Behaviors.empty(), "edge", config);
        HttpSettings settings = change.apply(HttpSettings.of(config));
        RateLimits limits = new RateLimits(settings.rateLimit(), registry, nanoTime);
        server = await(HttpServer.start(system, settings, tokens, endpoints, registry, limits, security::add));
    }

    /** What these lines of {@code evently.http} make of the settings. */
    static HttpSettings settings(String http) {
        return HttpSettings.of(config(http));
    }

    public static Config config(String http) {
        return ConfigFactory.parseString("evently.http { " + http + " }")
                .withFallback(ConfigFactory.parseString(
                        "evently.http { port = 0, rate-limit = off, request-timeout = 4m, body-timeout = 4m },"
                                + " pekko.fail-mixed-versions = off"))
                .withFallback(ConfigFactory.parseResources("http-server.conf"))
                .withFallback(ConfigFactory.parseResources("evently.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    public int port() {
        return server.address().getPort();
    }

    public String userToken() {
        return tokens.issue(new Principal(USER_ID, Role.USER), Duration.ofHours(1));
    }

    String adminToken() {
        return tokens.issue(new Principal(ADMIN_ID, Role.ADMIN), Duration.ofHours(1));
    }

    /** A client that says exactly what it is told to, on a connection of its own. */
    public RawClient connect() {
        return new RawClient(port());
    }

    @Override
    public void close() {
        system.terminate();
        await(system.getWhenTerminated());
    }

    public static <T> T await(CompletionStage<T> stage) {
        return Eventually.answer(stage);
    }
}
