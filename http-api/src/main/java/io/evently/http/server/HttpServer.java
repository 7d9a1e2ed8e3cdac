package io.evently.http.server;

import io.evently.http.access.RateLimits;
import io.evently.http.access.Tokens;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import io.evently.http.connection.AcceptStage;
import io.evently.http.connection.ConnectionSettings;
import io.evently.http.connection.ConnectionStage;
import io.evently.http.connection.Connections;
import io.evently.http.connection.HttpCodec;
import io.evently.http.read.Body;
import io.evently.http.route.Endpoint;
import io.evently.security.SecurityEvents;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.io.TcpMessage;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** Listens, and stops without dropping what it accepted. */
public final class HttpServer {

    /** For telling those who are not finished that nobody will answer them. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final ActorSystem<?> system;
    private final InetSocketAddress address;
    private final AcceptStage accept;
    private final Connections connections;
    private final InFlight inFlight;

    private HttpServer(
            ActorSystem<?> system,
            InetSocketAddress address,
            AcceptStage accept,
            Connections connections,
            InFlight inFlight) {
        this.system = system;
        this.address = address;
        this.accept = accept;
        this.connections = connections;
        this.inFlight = inFlight;
    }

    /**
     * Starts to listen. When the system shuts down, the server first stops accepting (phase {@code service-unbind}),
     * then finishes what it accepted within the stop timeout (phase {@code service-requests-done}, whose own timeout
     * must be longer).
     *
     * @return fails if the address is taken
     */
    public static CompletionStage<HttpServer> start(
            ActorSystem<?> system,
            HttpSettings settings,
            Tokens tokens,
            List<Endpoint> endpoints,
            MeterRegistry registry) {
        return start(system, settings, tokens, endpoints, registry, SecurityEvents.NONE);
    }

    /** The same, telling what matters for security. */
    public static CompletionStage<HttpServer> start(
            ActorSystem<?> system,
            HttpSettings settings,
            Tokens tokens,
            List<Endpoint> endpoints,
            MeterRegistry registry,
            SecurityEvents security) {
        RateLimits limits = new RateLimits(settings.rateLimit(), registry);
        return start(system, settings, tokens, endpoints, registry, limits, security);
    }

    static CompletionStage<HttpServer> start(
            ActorSystem<?> system,
            HttpSettings settings,
            Tokens tokens,
            List<Endpoint> endpoints,
            MeterRegistry registry,
            RateLimits limits,
            SecurityEvents events) {
        var inFlight = new InFlight();
        var answerHeaders = new AnswerHeaders(settings.cors(), settings.hstsMaxAge());
        var metrics = new HttpMetrics(registry, inFlight);
        var log = new AccessLog(settings.slowRequest());
        var security = new SecurityObserver(events);
        var forwarding = new ClientAddress(settings.trustedProxies());
        var router = new Router(
                endpoints,
                new AccessCheck(tokens, limits),
                forwarding,
                answerHeaders,
                tooLate ->
                        system.scheduler().scheduleOnce(settings.requestTimeout(), tooLate, system.executionContext()),
                inFlight,
                (exchange, status) -> {
                    metrics.answered(exchange, status);
                    log.answered(exchange, status);
                    security.answered(exchange, status);
                });
        ServerSettings defaults = ServerSettings.create(system.classicSystem());
        ServerSettings server = defaults.withParserSettings(Body.withCharsets(defaults.getParserSettings()))
                .withTerminationDeadlineExceededResponse(answerHeaders.standalone(Problem.of(
                        ErrorCode.BUSY, "The server is stopping and did not get to this request; ask another one.")));
        var connections = new Connections(
                ConnectionSettings.of(system.settings().config(), settings.rateLimit()),
                forwarding::isProxy,
                registry,
                System::nanoTime);
        Materializer materializer = SystemMaterializer.get(system).materializer();
        var http = HttpCodec.of(system, server);
        var accept = new AcceptStage(
                Tcp.get(system).manager(),
                told -> TcpMessage.bind(
                        told,
                        new InetSocketAddress(settings.host(), settings.port()),
                        server.getBacklog(),
                        server.getSocketOptions(),
                        true),
                connections,
                // A flow of our own, because bind(function) puts a hop through the dispatcher between each answer and
                // its connection; and one for each connection, because it knows whose it is.
                (connection, socket) -> http.join(Flow.fromGraph(new ConnectionStage(connection, socket)))
                        .join(Flow.fromGraph(new BodyStage(connection, router::begin, settings.bodyTimeout()))
                                .mapAsync(server.getPipeliningLimit(), router::answer))
                        .run(materializer));
        connections.watch(system);
        CompletionStage<Done> unused = Source.fromGraph(accept).runWith(Sink.ignore(), materializer);
        return accept.bound().thenApply(address -> {
            var started = new HttpServer(system, address, accept, connections, inFlight);
            started.stopWith(CoordinatedShutdown.get(system), settings.stopTimeout());
            return started;
        });
    }

    /** Where it listens; the port is the real one if 0 was asked for. */
    public InetSocketAddress address() {
        return address;
    }

    /** Goes on answering, but closes the connection with each answer: clients find another node before this one ends. */
    public void sendClientsElsewhere() {
        inFlight.lastOnItsConnection();
    }

    /**
     * Stops accepting, finishes what was accepted, and closes the connections.
     *
     * @param patience what is not finished by then is given up
     */
    public CompletionStage<Done> stop(Duration patience) {
        return accept.unbind().thenCompose(unbound -> finish(patience));
    }

    private CompletionStage<Done> finish(Duration patience) {
        return inFlight.drained(system, patience).thenCompose(drained -> connections.end(system, LAST_WORDS));
    }

    private void stopWith(CoordinatedShutdown shutdown, Duration patience) {
        shutdown.addTask(CoordinatedShutdown.PhaseServiceUnbind(), "http-unbind", accept::unbind);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "http-finish", () -> finish(patience));
    }
}
