package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.access.Principal;
import io.evently.http.ops.DocsEndpoints;
import io.evently.http.ops.HealthEndpoints;
import io.evently.http.ops.MetricsEndpoint;
import io.evently.http.route.Endpoint;
import io.evently.http.server.RawClient.Answer;
import io.evently.user.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The contract's order of checks: address limit, authentication, user limit, syntax, authorization, existence. Each
 * request here is wrong in two ways, and the earlier check answers.
 */
class PrecedenceTest {

    private static final String JSON = "Content-Type: application/json\r\n";

    private static TestServer server;

    @BeforeAll
    static void start() {
        List<Endpoint> endpoints = new ArrayList<>(new TestApi().endpoints());
        endpoints.addAll(HealthEndpoints.watch(List.of()).endpoints());
        endpoints.addAll(DocsEndpoints.all());
        endpoints.add(MetricsEndpoint.of(MetricsEndpoint.registry()));
        // Time stands still, so that nobody is too slow to be limited.
        server = new TestServer(
                endpoints,
                new SimpleMeterRegistry(),
                settings -> new HttpSettings(
                        settings.host(),
                        settings.port(),
                        true,
                        TrustedProxies.of("127.0.0.1"),
                        settings.cors(),
                        settings.hstsMaxAge(),
                        settings.requestTimeout(),
                        settings.bodyTimeout(),
                        settings.slowRequest(),
                        settings.stopTimeout()),
                () -> 0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anUnknownRouteIsUnknownToEverybody() {
        assertThat(ask("10.0.0.1", "GET", "/v1/nowhere", "", "").code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void authenticationComesBeforeSyntax() {
        Answer answer = ask("10.0.0.2", "POST", "/v1/things", JSON, "{broken");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
        assertThat(answer.headers()).containsEntry("www-authenticate", "Bearer realm=\"evently\"");
    }

    @Test
    void aForgedTokenIsNoToken() {
        for (String authorization : new String[] {"Bearer forged", "Bearer", "Basic YTpi", "bearer ", "Token x"}) {
            Answer answer = ask("10.0.0.3", "GET", "/v1/things/mine", "Authorization: " + authorization + "\r\n", "");
            assertThat(answer.status()).as(authorization).isEqualTo(401);
        }
        String token = server.userToken();
        assertThat(ask("10.0.0.3", "GET", "/v1/things/mine", "authorization: bEaReR " + token + "\r\n", "")
                        .status())
                .isEqualTo(200);
    }

    /** A proxy in front may have looked at the other one. */
    @Test
    void twoTokensAreNoToken() {
        String good = tokenOf(Role.USER);
        for (String two :
                new String[] {good + good, good + "Authorization: Bearer forged\r\n", "authorization:\r\n" + good}) {
            Answer answer = ask("10.0.0.17", "GET", "/v1/things/mine", two, "");
            assertThat(answer.status()).as(two).isEqualTo(401);
            assertThat(ask("10.0.0.17", "GET", "/v1/caller", two, "").text("caller"))
                    .as("ignored where none is needed")
                    .isEqualTo("null");
        }
    }

    @Test
    void syntaxComesBeforeAuthorization() {
        String target = "/v1/things/" + TestServer.USER_ID;
        String user = tokenOf(Role.USER);
        assertThat(ask("10.0.0.4", "PATCH", target, user + JSON, "{\"name\":1}").code())
                .isEqualTo("INVALID_REQUEST");
        assertThat(ask("10.0.0.4", "PATCH", target, user + JSON + "If-Match: 3\r\n", "{}")
                        .code())
                .isEqualTo("INVALID_REQUEST");
        assertThat(ask("10.0.0.4", "PATCH", target, user + JSON, "{}").code()).isEqualTo("FORBIDDEN");
    }

    @Test
    void authorizationComesBeforeExistence() {
        assertThat(ask("10.0.0.5", "PATCH", "/v1/things/1", tokenOf(Role.USER) + JSON, "{}")
                        .code())
                .isEqualTo("FORBIDDEN");
        assertThat(ask("10.0.0.5", "PATCH", "/v1/things/1", tokenOf(Role.ADMIN) + JSON, "{}")
                        .code())
                .isEqualTo("NOT_FOUND");
        assertThat(ask("10.0.0.5", "PATCH", "/v1/things/" + TestServer.USER_ID, tokenOf(Role.ADMIN) + JSON, "{}")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void oneAddressWithoutATokenIsLimitedBeforeItIsAuthenticated() {
        assertThat(answeredUntilLimited("10.0.0.6", "GET", "/v1/things/mine", ""))
                .isEqualTo(100);
        assertThat(ask("10.0.0.7", "GET", "/v1/caller", "", "").status())
                .as("another address")
                .isEqualTo(200);
        assertThat(ask("10.0.0.6", "GET", "/v1/things/mine", tokenOf(Role.USER), "")
                        .status())
                .as("with a token, the address does not count")
                .isEqualTo(200);
    }

    @Test
    void addressesOfOneIpv6NetworkAreOneCaller() {
        assertThat(answeredUntilLimited("2001:db8::", "GET", "/v1/caller", "")).isEqualTo(100);
    }

    @Test
    void oneUserIsLimitedBeforeSyntax() {
        assertThat(answeredUntilLimited("10.0.0.8", "POST", "/v1/things", tokenOf(Role.USER)))
                .isEqualTo(50);
        assertThat(ask("10.0.0.8", "GET", "/v1/caller", tokenOf(Role.USER), "").status())
                .as("another user")
                .isEqualTo(200);
    }

    @Test
    void whatDoesNotExistIsLimitedLikeWhatDoes() {
        assertThat(answeredUntilLimited("10.0.1.1", "GET", "/v1/nowhere", "")).isEqualTo(100);
        assertThat(answeredUntilLimited("10.0.1.2", "PUT", "/v1/caller", "")).isEqualTo(100);
        assertThat(answeredUntilLimited("10.0.1.3", "OPTIONS", "/v1/caller", ""))
                .isEqualTo(100);
        assertThat(answeredUntilLimited("10.0.1.4", "GET", "/v1/nowhere", tokenOf(Role.USER)))
                .isEqualTo(50);
    }

    @Test
    void anAddressWithTokensIsLimitedToo() {
        try (RawClient client = server.connect()) {
            for (int user = 0; user < 25; user++) {
                String headers = "X-Forwarded-For: 10.0.1.5\r\n" + tokenOf(Role.USER);
                for (int n = 0; n < 40; n++) {
                    client.request("GET", "/v1/caller", headers, "");
                    assertThat(client.answer().status()).isEqualTo(200);
                }
            }
        }
        assertThat(ask("10.0.1.5", "GET", "/v1/caller", tokenOf(Role.USER), "").code())
                .isEqualTo("RATE_LIMITED");
    }

    @Test
    void logInsAreLimitedBeforeTheirBodyIsReadAndWithATokenToo() {
        assertThat(answeredUntilLimited("10.0.1.6", "POST", "/v1/log-in", "", "6"))
                .isEqualTo(10);
        assertThat(answeredUntilLimited("10.0.1.7", "POST", "/v1/log-in", tokenOf(Role.USER), "6"))
                .isEqualTo(10);
        assertThat(ask("10.0.1.6", "GET", "/v1/caller", "", "").status())
                .as("everything else goes on")
                .isEqualTo(200);
    }

    @Test
    void probesAreNeverLimited() {
        try (RawClient client = server.connect()) {
            for (int i = 0; i < 300; i++) {
                client.request("GET", "/health/live", "", "");
                assertThat(client.answer().status()).isEqualTo(200);
            }
        }
    }

    /** Security 12: they cost more than a probe. */
    @Test
    void metricsAndDocumentationAreLimitedByAddress() {
        assertThat(answeredUntilLimited("10.0.0.11", "GET", "/docs/start.js", ""))
                .isEqualTo(100);
        assertThat(ask("10.0.0.11", "GET", "/openapi.yaml", "", "").status()).isEqualTo(429);
        assertThat(ask("10.0.0.11", "GET", "/docs", "", "").status()).isEqualTo(429);
        assertThat(ask("10.0.0.11", "GET", "/metrics", "", "").status()).isEqualTo(429);
        assertThat(ask("10.0.0.12", "GET", "/metrics", "", "").status()).isEqualTo(200);
        assertThat(ask("10.0.0.11", "GET", "/health/ready", "", "").status()).isEqualTo(200);
    }

    /** Asks until it gets a 429, from changing addresses of one network if it is an IPv6 one, and counts what came before. */
    private static int answeredUntilLimited(String address, String method, String target, String headers) {
        return answeredUntilLimited(address, method, target, headers, "1");
    }

    private static int answeredUntilLimited(
            String address, String method, String target, String headers, String retryAfter) {
        try (RawClient client = server.connect()) {
            for (int i = 1; i <= 1_000; i++) {
                String from = address.endsWith("::") ? address + i : address;
                client.request(method, target, "X-Forwarded-For: 1.2.3.4, " + from + "\r\n" + headers, "");
                Answer answer = client.answer();
                if (answer.status() == 429) {
                    assertThat(answer.code()).isEqualTo("RATE_LIMITED");
                    assertThat(answer.headers()).containsEntry("retry-after", retryAfter);
                    return i - 1;
                }
            }
            throw new AssertionError("never limited");
        }
    }

    private static Answer ask(String address, String method, String target, String headers, String body) {
        try (RawClient client = server.connect()) {
            return client.request(method, target, "X-Forwarded-For: " + address + "\r\n" + headers, body)
                    .answer();
        }
    }

    /** A token of a user nobody else is. */
    private static String tokenOf(Role role) {
        return "Authorization: Bearer "
                + server.tokens.issue(new Principal(UUID.randomUUID(), role), Duration.ofHours(1)) + "\r\n";
    }
}
