package io.evently.http;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.stream.javadsl.Tcp.ServerBinding;
import org.apache.pekko.stream.scaladsl.TcpAttributes;

/** Listens, and stops without dropping what it accepted. */
public final class HttpServer {

    /** For telling those who are not finished that nobody will answer them. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /**
     * No buffer in front of the socket: it asks for more when the system has taken what it got, which is how
     * {@link ConnectionStage} sees that a client reads. It also spares each answer a round through the socket's actor,
     * in which Pekko would wait for more to send along.
     */
    private static final Attributes TAKEN_MEANS_WRITTEN = TcpAttributes.tcpWriteBufferSize(0);

    private final ActorSystem<?> system;
    private final ServerBinding binding;
    private final Connections connections;
    private final InFlight inFlight;

    private HttpServer(ActorSystem<?> system, ServerBinding binding, Connections connections, InFlight inFlight) {
        this.system = system;
        this.binding = binding;
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
        return start(system, settings, tokens, endpoints, registry, new RateLimits(settings.rateLimit()));
    }

    static CompletionStage<HttpServer> start(
            ActorSystem<?> system,
            HttpSettings settings,
            Tokens tokens,
            List<Endpoint> endpoints,
            MeterRegistry registry,
            RateLimits limits) {
        var inFlight = new InFlight();
        var metrics = new HttpMetrics(registry, inFlight);
        var log = new AccessLog(settings.slowRequest());
        var forwarding = new Forwarding(settings.trustForwardedFor());
        var router = new Router(
                endpoints,
                new Gate(tokens, limits),
                forwarding,
                tooLate ->
                        system.scheduler().scheduleOnce(settings.requestTimeout(), tooLate, system.executionContext()),
                inFlight,
                (exchange, status) -> {
                    metrics.answered(exchange, status);
                    log.answered(exchange, status);
                });
        ServerSettings server = ServerSettings.create(system.classicSystem());
        var connections = new Connections(
                ConnectionSettings.of(system.settings().config(), settings.rateLimit()), forwarding::isProxy, registry);
        Materializer materializer = SystemMaterializer.get(system).materializer();
        var http = Protocol.of(system, server);
        var accept = new AcceptStage(
                connections,
                // A flow of our own, because bind(function) puts a hop through the dispatcher between each answer and
                // its connection; and one for each connection, because it knows whose it is.
                (incoming, connection) -> http.atop(BidiFlow.fromGraph(new ConnectionStage(connection)))
                        .join(incoming.flow().addAttributes(TAKEN_MEANS_WRITTEN))
                        .join(Flow.fromGraph(new BodyStage(connection, router::begin, settings.bodyTimeout()))
                                .mapAsync(server.getPipeliningLimit(), router::answer))
                        .run(materializer),
                materializer);
        connections.watch(system);
        return Tcp.get(system)
                .bind(
                        settings.host(),
                        settings.port(),
                        server.getBacklog(),
                        server.getSocketOptions(),
                        false,
                        Optional.empty())
                .to(Sink.fromGraph(accept))
                .run(materializer)
                .thenApply(binding -> {
                    var started = new HttpServer(system, binding, connections, inFlight);
                    started.stopWith(CoordinatedShutdown.get(system), settings.stopTimeout());
                    return started;
                });
    }

    /** Where it listens; the port is the real one if 0 was asked for. */
    public InetSocketAddress address() {
        return binding.localAddress();
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
        return unbind().thenCompose(unbound -> finish(patience));
    }

    private CompletionStage<Done> finish(Duration patience) {
        return inFlight.drained(system, patience).thenCompose(drained -> connections.end(system, LAST_WORDS));
    }

    private CompletionStage<Done> unbind() {
        return binding.unbind().thenApply(unbound -> Done.getInstance());
    }

    private void stopWith(CoordinatedShutdown shutdown, Duration patience) {
        shutdown.addTask(CoordinatedShutdown.PhaseServiceUnbind(), "http-unbind", this::unbind);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "http-finish", () -> finish(patience));
    }
}
