package io.evently.http;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.javadsl.Flow;

/** Listens, and stops without dropping what it accepted. */
public final class HttpServer {

    /** For telling those who are not finished that nobody will answer them. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final ActorSystem<?> system;
    private final ServerBinding binding;
    private final InFlight inFlight;

    private HttpServer(ActorSystem<?> system, ServerBinding binding, InFlight inFlight) {
        this.system = system;
        this.binding = binding;
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
        var answerHeaders = new AnswerHeaders(settings.cors(), settings.hstsMaxAge());
        var metrics = new HttpMetrics(registry, inFlight);
        var log = new AccessLog(settings.slowRequest());
        var router = new Router(
                endpoints,
                new Gate(tokens, limits),
                new Forwarding(settings.trustedProxies()),
                answerHeaders,
                tooLate ->
                        system.scheduler().scheduleOnce(settings.requestTimeout(), tooLate, system.executionContext()),
                inFlight,
                (exchange, status) -> {
                    metrics.answered(exchange, status);
                    log.answered(exchange, status);
                });
        ServerSettings defaults = ServerSettings.create(system.classicSystem());
        ServerSettings server = defaults.withParserSettings(Body.withCharsets(defaults.getParserSettings()))
                .withTerminationDeadlineExceededResponse(answerHeaders.standalone(Problem.of(
                        ErrorCode.BUSY, "The server is stopping and did not get to this request; ask another one.")));
        // A flow of our own, because bind(function) puts a hop through the dispatcher between each answer and its
        // connection.
        Flow<HttpRequest, HttpResponse, NotUsed> flow = Flow.fromGraph(
                        new BodyStage(router::begin, settings.bodyTimeout()))
                .mapAsync(server.getPipeliningLimit(), router::answer);
        return Http.get(system)
                .newServerAt(settings.host(), settings.port())
                .withSettings(server)
                .bindFlow(flow)
                .thenApply(binding -> {
                    var started = new HttpServer(system, binding, inFlight);
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
        return binding.unbind().thenCompose(unbound -> finish(patience));
    }

    private CompletionStage<Done> finish(Duration patience) {
        return inFlight.drained(system, patience)
                .thenCompose(drained -> binding.terminate(LAST_WORDS))
                .thenApply(terminated -> Done.getInstance());
    }

    private void stopWith(CoordinatedShutdown shutdown, Duration patience) {
        shutdown.addTask(CoordinatedShutdown.PhaseServiceUnbind(), "http-unbind", binding::unbind);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "http-finish", () -> finish(patience));
    }
}
