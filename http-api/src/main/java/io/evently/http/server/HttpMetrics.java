package io.evently.http.server;

import io.evently.http.answer.ErrorCode;
import io.evently.http.route.Endpoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts and times requests by route and class of status, and what was turned away by the rate limits. */
public final class HttpMetrics implements Router.Observer {

    /** From a page out of memory to the point where people reload. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private static final int CLASSES = 6;

    private final MeterRegistry registry;
    private final Counter rateLimited;
    /** Timers by "method route", then by the status' first digit; looked up without building a key of tags. */
    private final Map<String, Timer[]> timers = new ConcurrentHashMap<>();

    HttpMetrics(MeterRegistry registry, InFlight inFlight) {
        this.registry = registry;
        this.rateLimited = Counter.builder("evently.http.rate.limited")
                .description("Requests refused because their caller asked too often")
                .register(registry);
        Gauge.builder("evently.http.in.flight", inFlight, InFlight::count)
                .description("Requests read and not answered yet")
                .register(registry);
    }

    @Override
    public void answered(Exchange exchange, int status) {
        String route = exchange.endpoint == null ? "unmatched" : exchange.endpoint.toString();
        Timer[] byClass = timers.computeIfAbsent(route, r -> new Timer[CLASSES]);
        int statusClass = status / 100;
        Timer timer = byClass[statusClass];
        if (timer == null) {
            timer = timer(registry, Optional.ofNullable(exchange.endpoint), status);
            byClass[statusClass] = timer;
        }
        timer.record(System.nanoTime() - exchange.startedNanos, TimeUnit.NANOSECONDS);
        if (status == ErrorCode.RATE_LIMITED.status()) {
            rateLimited.increment();
        }
    }

    /** Of a route's answers with the status' first digit. */
    public static Timer timer(MeterRegistry registry, Optional<Endpoint> endpoint, int status) {
        return Timer.builder("evently.http.requests")
                .description("Requests answered, from their head to the answer's head")
                .tag("method", endpoint.map(route -> route.method().name()).orElse("any"))
                .tag("route", endpoint.map(Endpoint::path).orElse("unmatched"))
                .tag("status", status / 100 + "xx")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
