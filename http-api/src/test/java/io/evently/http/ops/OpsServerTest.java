package io.evently.http.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.route.Endpoint;
import io.evently.http.server.RawClient;
import io.evently.http.server.RawClient.Answer;
import io.evently.http.server.TestServer;
import io.evently.routes.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Health and metrics on a port of their own. */
class OpsServerTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private HealthEndpoints health;
    private List<Endpoint> endpoints;
    private OpsServer ops;

    @BeforeEach
    void start() throws Exception {
        health = HealthEndpoints.watch(List.of(Readiness.now("database", () -> true)));
        endpoints = new ArrayList<>(health.endpoints());
        endpoints.add(MetricsEndpoint.of(MetricsEndpoint.registry()));
        ops = OpsServer.start(new InetSocketAddress("127.0.0.1", 0), endpoints, registry);
    }

    @AfterEach
    void stop() {
        ops.close();
        health.close();
    }

    @Test
    void itServesWhatMachinesAsk() {
        assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
        Answer ready = get("/health/ready?probe=1");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body()).contains("\"database\"");
        assertThat(ready.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("cache-control", "no-store")
                .containsKey("x-request-id");
        Answer metrics = get("/metrics");
        assertThat(metrics.headers().get("content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body()).contains("jvm_memory_used_bytes");
        assertThat(registry.get("evently.http.requests")
                        .tag("route", "/health/ready")
                        .tag("status", "2xx")
                        .timer()
                        .count())
                .as("probes are counted wherever they come in: an alert goes by them")
                .isEqualTo(1);
    }

    @Test
    void itServesNothingElse() {
        for (String path : List.of("/", "/v1/events", "/docs", "/%6detrics", "/metrics/", "/health")) {
            Answer answer = get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("NOT_FOUND");
        }
        assertThat(get("//metrics").status()).isEqualTo(404);
        try (RawClient client = connect()) {
            Answer answer = client.request("POST", "/metrics", "", "{}").answer();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.headers()).containsEntry("allow", "GET, HEAD");
        }
        try (RawClient client = connect()) {
            assertThat(client.request("HEAD", "/metrics", "", "").answerToHead().status())
                    .isEqualTo(200);
        }
    }

    /** Security 3, 6 and 12: else whoever keeps the API busy has nodes restarted, or taken off the list. */
    @Test
    void itAnswersWhileTheApiCannot() {
        try (TestServer api = new TestServer(endpoints, settings -> settings)) {
            Executor deciding = api.system.dispatchers().lookup(DispatcherSelector.defaultDispatcher());
            var busy = new CountDownLatch(1);
            try (RawClient stuck = api.connect()) {
                var stopped = new AtomicInteger();
                for (int i = 0; i < 1_000; i++) {
                    deciding.execute(() -> {
                        stopped.incrementAndGet();
                        awaitQuietly(busy);
                    });
                }
                // Until then a thread that is still free may answer.
                int threads = api.system
                        .settings()
                        .config()
                        .getInt("pekko.actor.default-dispatcher.fork-join-executor.parallelism-min");
                Eventually.holds(() -> assertThat(stopped.get())
                        .isGreaterThanOrEqualTo(
                                Math.max(threads, Runtime.getRuntime().availableProcessors())));
                CompletableFuture<Answer> asked = CompletableFuture.supplyAsync(
                        () -> stuck.request("GET", "/health/live", "", "").answer());
                assertThat(get("/health/live").status()).isEqualTo(200);
                assertThat(get("/health/ready").status()).isEqualTo(200);
                assertThat(get("/metrics").status()).isEqualTo(200);
                assertThat(asked).isNotDone();
                busy.countDown();
                assertThat(TestServer.await(asked).status()).isEqualTo(200);
            } finally {
                busy.countDown();
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer get(String path) {
        try (RawClient client = connect()) {
            return client.request("GET", path, "", "").answer();
        }
    }

    private RawClient connect() {
        return new RawClient(ops.address().getPort());
    }
}
