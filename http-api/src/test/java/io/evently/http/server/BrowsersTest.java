package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.ops.DocsEndpoints;
import io.evently.http.route.Endpoint;
import io.evently.http.server.RawClient.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security 31 and 32, A13: what every answer tells browsers and caches, and which pages may read it (CORS). */
class BrowsersTest {

    private static final String SHOP = "https://shop.example";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String THING = "/v1/things/" + TestServer.USER_ID;

    private static TestServer open;
    private static TestServer closed;

    @BeforeAll
    static void start() {
        List<Endpoint> endpoints = new ArrayList<>(new TestApi().endpoints());
        endpoints.addAll(DocsEndpoints.all());
        open = new TestServer(
                endpoints, settings -> TestServer.settings("cors-origins = \"" + SHOP + "\", hsts-max-age = 365d"));
        closed = new TestServer(endpoints, settings -> settings);
    }

    @AfterAll
    static void stop() {
        open.close();
        closed.close();
    }

    // ---- every answer ----

    @Test
    void anAnswerIsDataAndNoPage() {
        for (Answer answer : List.of(
                ask(closed, "GET", THING, "", ""),
                ask(closed, "POST", "/v1/later", JSON, "{\"quantity\":1}"),
                ask(closed, "GET", "/v1/nowhere", "", ""),
                ask(closed, "OPTIONS", THING, "", ""),
                ask(closed, "GET", "/v1/broken", "", ""),
                malformed(closed))) {
            assertThat(answer.headers())
                    .as("%d %s", answer.status(), answer.body())
                    .containsEntry("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("referrer-policy", "no-referrer")
                    .containsEntry("cross-origin-resource-policy", "same-origin")
                    .doesNotContainKey("strict-transport-security");
        }
    }

    @Test
    void browsersAreToldToComeByTlsOnlyIfTheOperatorSaysSo() {
        assertThat(ask(open, "GET", THING, "", "").headers())
                .containsEntry("strict-transport-security", "max-age=31536000");
        assertThat(malformed(open).headers()).containsEntry("strict-transport-security", "max-age=31536000");
    }

    @Test
    void thePageOfTheDocumentationHasItsOwnPolicyAndForgetsTokens() {
        Answer page = ask(closed, "GET", "/docs", "", "");
        assertThat(page.header("content-security-policy")).contains("script-src 'self'");
        assertThat(page.header("cache-control")).isEqualTo("no-cache");
        Answer script = ask(closed, "GET", "/docs/start.js", "", "");
        assertThat(script.header("cache-control")).isEqualTo("no-cache");
        assertThat(script.body()).contains("persistAuthorization: false");
        assertThat(ask(closed, "GET", "/docs/nothing", "", "").header("cache-control"))
                .isEqualTo("no-store");
    }

    @Test
    void cachesAskAgainForWhatIsPublicAndKeepNothingElse() {
        Map<String, String> cached = Map.of(
                "GET " + THING,
                "no-cache",
                "GET /v1/things",
                "no-cache",
                "GET /openapi.yaml",
                "no-cache",
                "GET /v1/nowhere",
                "no-store",
                "GET /v1/refusing",
                "no-store",
                "GET /v1/things/mine",
                "no-store",
                "POST /v1/later",
                "no-store",
                "PUT /v1/things",
                "no-store",
                "OPTIONS /v1/things",
                "no-store",
                "GET /v1/stream",
                "no-store");
        cached.forEach((request, said) -> {
            String[] parts = request.split(" ");
            Answer answer = ask(closed, parts[0], parts[1], JSON, "");
            assertThat(answer.header("cache-control")).as(request).isEqualTo(said);
        });
        assertThat(malformed(closed).header("cache-control")).isEqualTo("no-store");
    }

    /** Its version is no fingerprint: with another body, "not modified" would be a lie. */
    @Test
    void nobodyIsToldNotModifiedByAVersion() {
        Answer answer = ask(closed, "GET", THING, "If-None-Match: \"3\"\r\n", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("etag", "\"3\"").containsEntry("cache-control", "no-cache");
    }

    // ---- pages of other origins ----

    @Test
    void aPageMayAskWhatItWants() {
        Answer preflight = ask(
                open,
                "OPTIONS",
                THING,
                origin(SHOP)
                        + "Access-Control-Request-Method: PATCH\r\n"
                        + "Access-Control-Request-Headers: authorization,content-type,if-match\r\n",
                "");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.headers())
                .containsEntry("access-control-allow-origin", SHOP)
                .containsEntry("access-control-allow-methods", "GET, HEAD, PATCH, DELETE, OPTIONS")
                .containsEntry(
                        "access-control-allow-headers",
                        "Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, X-Request-Id")
                .containsEntry("access-control-max-age", "7200")
                .containsEntry("allow", "GET, HEAD, PATCH, DELETE, OPTIONS")
                .containsEntry("vary", "Origin")
                .doesNotContainKey("access-control-allow-credentials");
    }

    @Test
    void aPageMayReadEveryAnswer() {
        String user = "Authorization: Bearer " + open.userToken() + "\r\n";
        for (Answer answer : List.of(
                ask(open, "GET", THING, origin(SHOP), ""),
                ask(open, "GET", "/v1/stream", origin(SHOP), ""),
                ask(open, "POST", "/v1/things", origin(SHOP) + user + JSON, "{\"quantity\":1}"),
                ask(open, "POST", "/v1/things", origin(SHOP) + user + JSON, "{\"quantity\":0}"),
                ask(open, "POST", "/v1/things", origin(SHOP) + user + JSON, " ".repeat(70_000)),
                ask(open, "POST", "/v1/things", origin(SHOP) + user, "{}"),
                ask(open, "POST", "/v1/things", origin(SHOP) + JSON, "{\"quantity\":1}"),
                ask(open, "GET", "/v1/nowhere", origin(SHOP), ""),
                ask(open, "PUT", "/v1/things", origin(SHOP), ""),
                ask(open, "GET", "/v1/broken", origin(SHOP), ""),
                malformed(open))) {
            assertThat(answer.headers())
                    .as("%d %s", answer.status(), answer.body())
                    .containsEntry("access-control-allow-origin", SHOP)
                    .containsEntry(
                            "access-control-expose-headers",
                            "ETag, Location, Retry-After, X-Request-Id, Idempotent-Replayed, Evently-As-Of")
                    .containsEntry("vary", "Origin")
                    .doesNotContainKey("access-control-allow-credentials");
        }
    }

    @Test
    void aPageIsToldThatItAsksTooOften() {
        HttpSettings limited = TestServer.settings("cors-origins = \"" + SHOP + "\", rate-limit = on");
        // Time stands still, so that nobody is too slow to be limited.
        try (TestServer server =
                        new TestServer(new TestApi().endpoints(), new SimpleMeterRegistry(), s -> limited, () -> 0);
                RawClient client = server.connect()) {
            Answer answer;
            do {
                answer = client.request("GET", "/v1/caller", origin(SHOP), "").answer();
            } while (answer.status() == 200);
            assertThat(answer.code()).isEqualTo("RATE_LIMITED");
            assertThat(answer.headers()).containsEntry("access-control-allow-origin", SHOP);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://shop.example.evil.example",
                "https://shop.example:8443",
                "http://shop.example",
                "null",
                "https://shop.example/",
                "HTTPS://SHOP.EXAMPLE",
                "*"
            })
    void pagesOfOtherOriginsMayNot(String origin) {
        for (String method : new String[] {"GET", "OPTIONS"}) {
            Answer answer = ask(open, method, THING, origin(origin) + "Access-Control-Request-Method: GET\r\n", "");
            assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
            assertThat(answer.headers()).containsEntry("vary", "Origin");
        }
    }

    @Test
    void cachesLearnThatAnswersDifferByOriginEvenFromWhoHasNone() {
        assertThat(ask(open, "GET", THING, "", "").headers())
                .containsEntry("vary", "Origin")
                .doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void withoutOriginsNothingIsSaidAboutThem() {
        for (String method : new String[] {"GET", "OPTIONS"}) {
            Answer answer = ask(closed, method, THING, origin(SHOP) + "Access-Control-Request-Method: GET\r\n", "");
            assertThat(answer.headers().keySet())
                    .noneMatch(name -> name.startsWith("access-control-"))
                    .doesNotContain("vary");
        }
    }

    /** The parser's refusals are made without their request: with several origins it is unknown which one asked. */
    @Test
    void ofSeveralOriginsAnyMayReadThatItsRequestWasNoHttp() {
        HttpSettings two = TestServer.settings("cors-origins = \"" + SHOP + ", http://localhost:3000\"");
        try (TestServer server = new TestServer(new TestApi().endpoints(), settings -> two)) {
            assertThat(malformed(server).headers()).containsEntry("access-control-allow-origin", "*");
            assertThat(ask(server, "GET", THING, origin("http://localhost:3000"), "")
                            .headers())
                    .containsEntry("access-control-allow-origin", "http://localhost:3000");
        }
    }

    private static String origin(String origin) {
        return "Origin: " + origin + "\r\n";
    }

    private static Answer malformed(TestServer server) {
        Answer answer = ask(server, "GET", THING, "a: " + "b".repeat(20_000) + "\r\n", "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("MALFORMED_REQUEST");
        return answer;
    }

    private static Answer ask(TestServer server, String method, String target, String headers, String body) {
        try (RawClient client = server.connect()) {
            client.request(method, target, headers, body);
            boolean stream = target.endsWith("stream");
            return stream ? client.answerToHead() : client.answer();
        }
    }
}
