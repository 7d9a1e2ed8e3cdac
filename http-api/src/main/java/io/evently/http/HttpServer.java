package io.evently.http;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.javadsl.Flow;

/** Listens, and stops without dropping what it accepted. */
public final class HttpServer {

    private final ServerBinding binding;

    private HttpServer(ServerBinding binding) {
        this.binding = binding;
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
        var metrics = new HttpMetrics(registry);
        var log = new AccessLog(settings.slowRequest());
        var router = new Router(
                endpoints,
                new Gate(tokens, new RateLimits(settings.rateLimit())),
                new Forwarding(settings.trustForwardedFor()),
                tooLate ->
                        system.scheduler().scheduleOnce(settings.requestTimeout(), tooLate, system.executionContext()),
                (exchange, status) -> {
                    metrics.answered(exchange, status);
                    log.answered(exchange, status);
                });
        ServerSettings server = ServerSettings.create(system.classicSystem());
        // A flow of our own, because bind(function) puts a hop through the dispatcher between each answer and its
        // connection.
        Flow<HttpRequest, HttpResponse, NotUsed> flow = Flow.fromGraph(
                        new BodyStage(router::begin, settings.bodyTimeout()))
                .mapAsync(server.getPipeliningLimit(), router::answer);
        return Http.get(system)
                .newServerAt(settings.host(), settings.port())
                .withSettings(server)
                .bindFlow(flow)
                .thenApply(binding -> new HttpServer(binding.addToCoordinatedShutdown(settings.stopTimeout(), system)));
    }

    /** Where it listens; the port is the real one if 0 was asked for. */
    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /** Stops accepting, finishes what was accepted, and closes the connections. */
    public CompletionStage<?> stop(Duration patience) {
        return binding.terminate(patience);
    }
}
