package io.evently.http.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.ops.Readiness.Finding;
import io.evently.http.route.Endpoint;
import io.evently.http.server.RawClient;
import io.evently.http.server.RawClient.Answer;
import io.evently.http.server.TestApi;
import io.evently.http.server.TestServer;
import io.evently.routes.Eventually;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What those see who run the server or explore it. */
class OperationsTest {

    private static final Finding FINE = Finding.of(true);

    private static Supplier<CompletionStage<Finding>> database = () -> CompletableFuture.completedFuture(FINE);
    private static HealthEndpoints health;
    private static final PrometheusMeterRegistry REGISTRY = MetricsEndpoint.registry();
    private static TestServer server;

    @BeforeAll
    static void start() {
        List<Endpoint> endpoints = new ArrayList<>(new TestApi().endpoints());
        health = HealthEndpoints.watch(List.of(new Readiness("database", () -> database.get())));
        endpoints.addAll(health.endpoints());
        endpoints.addAll(DocsEndpoints.all());
        endpoints.add(MetricsEndpoint.of(REGISTRY));
        server = new TestServer(endpoints, REGISTRY, settings -> settings);
    }

    @AfterAll
    static void stop() {
        server.close();
        health.close();
    }

    @Test
    void aNodeIsReadyWhenAllItNeedsIsThere() {
        assertThat(get("/health/live").status()).isEqualTo(200);
        look(() -> CompletableFuture.completedFuture(FINE));
        Answer ready = get("/health/ready");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("{\"status\":\"ready\",\"checks\":[{\"name\":\"database\",\"ok\":true}]}");
        for (Supplier<CompletionStage<Finding>> trouble : List.<Supplier<CompletionStage<Finding>>>of(
                () -> CompletableFuture.completedFuture(Finding.of(false)),
                () -> CompletableFuture.failedFuture(new IllegalStateException("gone")),
                () -> {
                    throw new IllegalStateException("gone");
                })) {
            look(trouble);
            Answer notReady = get("/health/ready");
            assertThat(notReady.status()).isEqualTo(503);
            assertThat(notReady.headers()).containsKey("retry-after");
            assertThat(notReady.body())
                    .contains("\"status\":\"not ready\"", "\"ok\":false")
                    .doesNotContain("gone");
            assertThat(get("/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void aNodeMayBeReadyWithSomethingWrong() {
        look(() -> CompletableFuture.completedFuture(new Finding(true, "database 2 is out of reach")));
        Answer ready = get("/health/ready");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body())
                .contains("{\"name\":\"database\",\"ok\":true,\"detail\":\"database 2 is out of reach\"}");
    }

    /** Else one client that asks often enough would make all nodes "not ready". */
    @Test
    void askingForReadinessLooksAtNothing() {
        var looks = new AtomicInteger();
        look(() -> {
            looks.incrementAndGet();
            return new CompletableFuture<>();
        });
        int before = looks.get();
        long start = System.nanoTime();
        for (int probe = 0; probe < 200; probe++) {
            assertThat(get("/health/ready").status()).isEqualTo(503);
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        assertThat(looks.get() - before).isLessThanOrEqualTo((int) seconds + 2);
        look(() -> CompletableFuture.completedFuture(FINE));
    }

    private static void look(Supplier<CompletionStage<Finding>> found) {
        database = found;
        health.lookAgain();
    }

    @Test
    void metricsCountRequestsByRouteAndNotByPath() {
        get("/v1/things/" + TestServer.USER_ID);
        get("/v1/secret-path-4711");
        assertThat(get("/metrics").headers().get("content-type")).startsWith("text/plain; version=0.0.4");
        Eventually.holds(() -> assertThat(get("/metrics").body())
                .contains(
                        "evently_http_requests_seconds_bucket{method=\"GET\",route=\"/v1/things/{id}\",status=\"2xx\",le=\"0.001\"}")
                .contains("route=\"unmatched\",status=\"4xx\"")
                .contains("evently_http_rate_limited_total 0")
                .contains("evently_log_lost_total")
                .contains("jvm_memory_used_bytes")
                .doesNotContain("4711")
                .doesNotContain(TestServer.USER_ID.toString()));
    }

    /** Security 12: each reader used to scrape for himself, on the threads that decide bookings. */
    @Test
    void metricsAreMadeOnceASecondHoweverManyReadThem() {
        List<String> makers = new CopyOnWriteArrayList<>();
        REGISTRY.gauge("scraped", makers, made -> {
            made.add(Thread.currentThread().getName());
            return made.size();
        });
        long start = System.nanoTime();
        List<CompletableFuture<Void>> readers = IntStream.range(0, 64)
                .mapToObj(reader -> CompletableFuture.runAsync(
                        () -> {
                            try (RawClient client = server.connect()) {
                                for (int i = 0; i < 10; i++) {
                                    assertThat(client.request("GET", "/metrics", "", "")
                                                    .answer()
                                                    .status())
                                            .isEqualTo(200);
                                }
                            }
                        },
                        task -> new Thread(task).start()))
                .toList();
        readers.forEach(TestServer::await);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        assertThat(makers.size()).isLessThanOrEqualTo((int) seconds + 2);
        assertThat(makers).allMatch("metrics"::equals);
    }

    @Test
    void theContractAndItsPageAreServed() {
        Answer contract = get("/openapi.yaml");
        assertThat(contract.headers()).containsEntry("content-type", "application/yaml");
        assertThat(contract.body()).startsWith("openapi: 3.");
        Answer page = get("/docs");
        assertThat(page.headers().get("content-type")).isEqualToIgnoringCase("text/html; charset=utf-8");
        assertThat(page.headers().get("content-security-policy")).contains("default-src 'none'");
        assertThat(page.body()).contains("docs/swagger-ui-bundle.js", "docs/swagger-ui.css", "docs/start.js");
        assertThat(get("/docs/start.js").body()).contains("openapi.yaml");
        assertThat(get("/docs/swagger-ui-bundle.js").headers().get("content-type"))
                .startsWith("text/javascript");
        assertThat(get("/docs/swagger-ui.css").headers().get("content-type")).startsWith("text/css");
        assertThat(get("/docs/favicon-32x32.png").headers().get("content-type")).isEqualTo("image/png");
    }

    @Test
    void thePageServesNothingElse() {
        for (String path : List.of(
                "/docs/",
                "/docs/index.html",
                "/docs/..%2flogback.xml",
                "/docs/../logback.xml",
                "/docs/%2e%2e/logback.xml",
                "/docs/swagger-ui.js",
                "/docs/start.js/",
                "/docs//start.js",
                "/docs/%00")) {
            assertThat(get(path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void operationsTakeWhatScrapersSend() {
        try (RawClient client = server.connect()) {
            client.request(
                    "GET", "/metrics?name%5B%5D=jvm", "Accept: application/openmetrics-text;version=1.0.0\r\n", "");
            assertThat(client.answer().status()).isEqualTo(200);
            client.request("GET", "/health/ready?probe=1", "Accept: image/png\r\nAuthorization: Bearer x\r\n", "");
            assertThat(client.answer().status()).isIn(200, 503);
        }
    }

    private static Answer get(String path) {
        try (RawClient client = server.connect()) {
            return client.request("GET", path, "", "").answer();
        }
    }
}
