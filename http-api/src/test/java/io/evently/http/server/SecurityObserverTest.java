package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import io.evently.http.access.Access;
import io.evently.http.access.Tokens;
import io.evently.http.answer.Note;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Watch;
import io.evently.security.SecurityEvent;
import io.evently.security.SecurityEvent.Thing;
import io.evently.security.SecurityEvent.Who;
import io.evently.security.SecurityKind;
import io.evently.security.SecurityOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What of requests matters for security, over real HTTP. */
class SecurityObserverTest {

    private static final UUID THING = UUID.fromString("0193b6a0-0000-7000-8000-00000000000a");

    private static TestServer server;
    private static TestServer limited;

    @BeforeAll
    static void start() {
        server = new TestServer(endpoints(), settings -> settings);
        limited = new TestServer(endpoints(), new SimpleMeterRegistry(), "");
    }

    @AfterAll
    static void stop() {
        server.close();
        limited.close();
    }

    @BeforeEach
    void forget() {
        server.security.clear();
        limited.security.clear();
    }

    private static List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>(new TestApi().endpoints());
        all.add(Endpoint.post("/v1/sessions", Access.PUBLIC, call -> {
                    throw Problem.unauthenticated("no")
                            .noting(Note.of(SecurityOutcome.WRONG).withSubject(THING));
                })
                .watched(Watch.of(SecurityKind.LOG_IN, "")));
        all.add(Endpoint.get("/v1/lists/{id}", Access.ADMIN, call -> Reply.noContent()
                        .now())
                .watched(Watch.readOf("list", "id")));
        all.add(Endpoint.get("/v1/owned/{id}", Access.USER, call -> Reply.noContent()
                        .noting(Note.about(TestServer.USER_ID))
                        .now())
                .watched(Watch.readOf("owned", "id")));
        return all;
    }

    static Stream<Arguments> tokens() {
        JWTCreator.Builder ours = JWT.create()
                .withIssuer(Tokens.ISSUER)
                .withAudience(Tokens.AUDIENCE)
                .withSubject(TestServer.USER_ID.toString())
                .withClaim("role", "user")
                .withExpiresAt(Instant.now().plusSeconds(3_600));
        Algorithm key = Algorithm.HMAC256(TestServer.SECRET);
        String good = ours.sign(key);
        return Stream.of(
                arguments("", SecurityOutcome.NONE),
                arguments("Bearer x", SecurityOutcome.MALFORMED),
                arguments("Basic YWRtaW46YWRtaW4=", SecurityOutcome.MALFORMED),
                arguments("Bearer " + good + "\r\nAuthorization: Bearer " + good, SecurityOutcome.MALFORMED),
                arguments(
                        "Bearer " + ours.sign(Algorithm.HMAC256("another secret, as long as it must be")),
                        SecurityOutcome.FORGED),
                arguments("Bearer " + ours.withIssuer("somebody").sign(key), SecurityOutcome.WRONG_ISSUER),
                arguments(
                        "Bearer "
                                + ours.withIssuer(Tokens.ISSUER)
                                        .withAudience("others")
                                        .sign(key),
                        SecurityOutcome.WRONG_ISSUER),
                arguments(
                        "Bearer "
                                + ours.withAudience(Tokens.AUDIENCE)
                                        .withExpiresAt(Instant.now().minusSeconds(1))
                                        .sign(key),
                        SecurityOutcome.EXPIRED),
                arguments(
                        "Bearer "
                                + ours.withExpiresAt(Instant.now().plusSeconds(3_600))
                                        .withClaim("role", "emperor")
                                        .sign(key),
                        SecurityOutcome.MALFORMED));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void aRefusedTokenIsToldByItsClass(String authorization, SecurityOutcome why) {
        String header = authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n";
        assertThat(ask(server, "GET", "/v1/things/mine", header + "X-Request-Id: order-66\r\n"))
                .isEqualTo(401);

        SecurityEvent event = only(server);
        assertThat(event.kind()).isEqualTo(SecurityKind.TOKEN);
        assertThat(event.outcome()).isEqualTo(why);
        assertThat(event.who()).isEqualTo(Who.STRANGER);
        assertThat(event.asked().requestId()).isEqualTo("order-66");
        assertThat(event.asked().route()).isEqualTo("GET /v1/things/mine");
        assertThat(event.asked().code()).isEqualTo("UNAUTHENTICATED");
        assertThat(event.object())
                .as("whose it was, if that is sure")
                .isEqualTo(why == SecurityOutcome.EXPIRED ? new Thing("user", TestServer.USER_ID) : Thing.NONE);
        assertThat(event.asked().client()).isEqualTo(InetAddress.getLoopbackAddress());
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void onPublicRoutesSuchTokensAreNone(String authorization, SecurityOutcome why) {
        String header = authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n";
        assertThat(ask(server, "GET", "/v1/things", header)).isEqualTo(200);
        assertThat(server.security).as("" + why).isEmpty();
    }

    @Test
    void whoMayNotIsToldWithTheirId() {
        assertThat(ask(server, "DELETE", "/v1/things/" + THING, bearer(server.userToken())))
                .isEqualTo(403);

        SecurityEvent event = only(server);
        assertThat(event.kind()).isEqualTo(SecurityKind.RIGHTS);
        assertThat(event.outcome()).isEqualTo(SecurityOutcome.REFUSED);
        assertThat(event.who()).isEqualTo(new Who(TestServer.USER_ID, "user"));
        assertThat(event.asked().code()).isEqualTo("FORBIDDEN");
    }

    @Test
    void ordinaryRequestsAreNoNews() {
        ask(server, "GET", "/v1/things/mine", bearer(server.userToken()));
        ask(server, "DELETE", "/v1/things/" + THING, bearer(server.adminToken()));
        ask(server, "GET", "/v1/things/no-id", "");
        ask(server, "GET", "/v1/refusing", "");
        ask(server, "GET", "/v1/broken", "");
        ask(server, "GET", "/nothing", "");
        assertThat(server.security).isEmpty();
    }

    @Test
    void aRefusalOfTheRoutesOwnIsTheRoutes() {
        assertThat(ask(server, "POST", "/v1/sessions", "")).isEqualTo(401);

        SecurityEvent event = only(server);
        assertThat(event.kind()).isEqualTo(SecurityKind.LOG_IN);
        assertThat(event.outcome()).isEqualTo(SecurityOutcome.WRONG);
        assertThat(event.who()).as("is not known by a wrong password").isEqualTo(Who.STRANGER);
        assertThat(event.object()).isEqualTo(new Thing("user", THING));
    }

    @Test
    void anAdminsReadOfOthersIsToldWithWhatWasRead() {
        ask(server, "GET", "/v1/lists/" + THING, bearer(server.adminToken()));
        ask(server, "GET", "/v1/owned/" + THING, bearer(server.adminToken()));

        assertThat(server.security).hasSize(2).allSatisfy(event -> {
            assertThat(event.kind()).isEqualTo(SecurityKind.ADMIN_READ);
            assertThat(event.outcome()).isEqualTo(SecurityOutcome.OK);
            assertThat(event.who()).isEqualTo(new Who(TestServer.ADMIN_ID, "admin"));
            assertThat(event.object().id()).isEqualTo(THING);
        });
    }

    @Test
    void nobodyIsToldOnForReadingWhatIsTheirs() {
        assertThat(ask(server, "GET", "/v1/owned/" + THING, bearer(server.userToken())))
                .isEqualTo(204);
        assertThat(server.security).isEmpty();
    }

    @Test
    void whoAsksTooOftenIsToldByTheLimit() {
        int status = 204;
        while (status == 204) {
            status = ask(limited, "POST", "/v1/log-in", "");
        }
        assertThat(status).isEqualTo(429);

        SecurityEvent event = only(limited);
        assertThat(event.kind()).isEqualTo(SecurityKind.RATE_LIMIT);
        assertThat(event.outcome()).isEqualTo(SecurityOutcome.LOG_INS);
        assertThat(event.asked().code()).isEqualTo("RATE_LIMITED");
    }

    private static SecurityEvent only(TestServer of) {
        assertThat(of.security).hasSize(1);
        return of.security.element();
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    private static int ask(TestServer of, String method, String target, String headers) {
        try (RawClient client = of.connect()) {
            return client.request(method, target, headers, "").answer().status();
        }
    }
}
