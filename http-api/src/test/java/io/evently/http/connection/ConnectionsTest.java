package io.evently.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.access.Access;
import io.evently.http.answer.Reply;
import io.evently.http.route.Endpoint;
import io.evently.http.server.RawClient;
import io.evently.http.server.RawClient.Answer;
import io.evently.http.server.TestServer;
import io.evently.routes.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a stranger may have of the server before a request of his is read. */
class ConnectionsTest {

    private static final String HEAD = "GET /v1/small HTTP/1.1\r\nHost: x\r\n";

    /** A header of 3,000 bytes. */
    private static final String FILLER = "X-Filler: " + "x".repeat(2_988) + "\r\n";

    private static final Map<String, String> VALUES = Map.of("Connection", ": keep-alive\r\n", "Accept", ": */*\r\n");

    private static final String BROWSER =
            "User-Agent Accept Accept-Language Accept-Encoding Referer Origin Connection DNT Sec-GPC Sec-Fetch-Dest"
                    + " Sec-Fetch-Mode Sec-Fetch-Site Sec-Fetch-User Sec-CH-UA Sec-CH-UA-Mobile Sec-CH-UA-Platform"
                    + " Priority Pragma Cache-Control Upgrade-Insecure-Requests X-Forwarded-For X-Forwarded-Proto"
                    + " X-Forwarded-Host X-Forwarded-Port X-Real-IP X-Request-Id Forwarded Via Traceparent Tracestate";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CompletableFuture<Reply> decision = new CompletableFuture<>();
    private final List<RawClient> clients = new ArrayList<>();
    private TestServer server;

    private void start(String terms) {
        server = new TestServer(
                List.of(
                        Endpoint.get("/v1/small", Access.PUBLIC, call -> Reply.ok(json -> json.flag("small", true))
                                .now()),
                        Endpoint.get("/v1/decision", Access.PUBLIC, call -> decision),
                        Endpoint.post(
                                "/v1/echo",
                                Access.PUBLIC,
                                input -> input.body().requiredText("text", 1, 60_000),
                                (call, text) -> Reply.bytes(
                                                200,
                                                ContentTypes.APPLICATION_JSON,
                                                text.getBytes(StandardCharsets.UTF_8))
                                        .now())),
                registry,
                terms);
    }

    @AfterEach
    void stop() {
        decision.complete(Reply.noContent());
        clients.forEach(RawClient::close);
        server.close();
    }

    private RawClient connect(String from) {
        RawClient client = new RawClient(server.port(), from, 64 * 1024);
        clients.add(client);
        return client;
    }

    private RawClient connect() {
        return connect("127.0.0.1");
    }

    /** Security 3: each byte used to start the idle time-out anew, so a byte a minute was enough. */
    @Test
    void aHeadThatNeverEndsIsCutHoweverItDrips() {
        start("evently.http.connections.head-timeout = 500ms");
        RawClient idle = connect();
        assertThat(small(idle)).isEqualTo(200);
        RawClient dripping = connect().send(HEAD + "X-Long: ");

        Eventually.until(() -> hasHungUp(dripping));

        assertThat(ended("head")).isEqualTo(1);
        assertThat(small(idle)).as("who waits between requests is left alone").isEqualTo(200);
        assertThat(registry.get("evently.http.unfinished.heads").gauge().value())
                .isZero();
    }

    @Test
    void aHeadThatNeverBeginsIsIdle() {
        start("pekko.http.server.idle-timeout = 500ms");
        assertThat(connect().isClosed()).isTrue();
        assertThat(ended("idle")).isEqualTo(1);
    }

    @Test
    void aHeadMayComeInPieces() {
        start("");
        RawClient client = connect().send("GE").send("T /v1/small HTTP/1.1\r").send("\nHost: x\r\nX-A: ");
        assertThat(client.send("b\r\n\r\n").answer().status()).isEqualTo(200);
        assertThat(small(client)).isEqualTo(200);
    }

    /** What was sent early could not be read before: its time begins when the answer before it is out. */
    @Test
    void theNextHeadMayComeWhileTheAnswerIsAwaited() {
        start("evently.http.connections.head-timeout = 1s");
        RawClient early = connect().send("GET /v1/decision HTTP/1.1\r\nHost: x\r\n\r\n");
        early.send(HEAD).send("\r\n");
        RawClient late = connect().send(HEAD);
        assertThat(late.isClosed()).as("a term has passed").isTrue();

        decision.complete(Reply.noContent());

        assertThat(early.answer().status()).isEqualTo(204);
        assertThat(early.answer().status()).isEqualTo(200);
        assertThat(ended("head")).isEqualTo(1);
    }

    @Test
    void unfinishedHeadsHaveABoundForAllTogether() {
        start("evently.http.connections.unfinished-heads = 20k");
        RawClient first = connect().send(HEAD + FILLER.repeat(5));
        Eventually.until(() -> heads() > 15_000);

        RawClient second = connect().send(HEAD + FILLER.repeat(5));

        assertThat(second.isClosed()).isTrue();
        assertThat(ended("heads")).isEqualTo(1);
        RawClient honest = connect().send(HEAD);
        Eventually.until(() -> heads() > 15_000 + HEAD.length());
        assertThat(honest.send("\r\n").answer().status())
                .as("an ordinary head goes on")
                .isEqualTo(200);
        assertThat(first.send("\r\n").answer().status()).isEqualTo(200);
        Eventually.until(() -> heads() == 0);
    }

    @Test
    void aHeadHasABound() {
        start("");
        assertThat(connect()
                        .send(HEAD + "X-A: " + "a".repeat(4_000) + "\r\n\r\n")
                        .answer()
                        .status())
                .isEqualTo(200);
        assertThat(connect()
                        .send(HEAD + "X-A: " + "a".repeat(4_200) + "\r\n\r\n")
                        .answer()
                        .status())
                .isEqualTo(400);
        assertThat(connect()
                        .send(HEAD + "X: y\r\n".repeat(39) + "\r\n")
                        .answer()
                        .status())
                .isEqualTo(200);
        assertThat(connect()
                        .send(HEAD + "X: y\r\n".repeat(41) + "\r\n")
                        .answer()
                        .status())
                .isEqualTo(400);
    }

    /** A token of 2,048 characters, and all that a browser behind three proxies sends. */
    @Test
    void browsersBehindProxiesFit() {
        start("");
        StringBuilder request = new StringBuilder(HEAD);
        request.append("Authorization: Bearer ").append("t".repeat(2_048)).append("\r\n");
        request.append("Cookie: ").append("c".repeat(3_500)).append("\r\n");
        for (String name : BROWSER.split(" ")) {
            request.append(name).append(VALUES.getOrDefault(name, ": some value\r\n"));
        }
        assertThat(connect().send(request.append("\r\n").toString()).answer().status())
                .isEqualTo(200);
    }

    @Test
    void oneAddressHasAShareOfTheConnections() {
        start("evently.http.connections.per-address = 3");
        List<RawClient> three = List.of(connect(), connect(), connect());
        three.forEach(client -> assertThat(small(client)).isEqualTo(200));

        assertThat(connect().isClosed()).as("the fourth").isTrue();

        assertThat(registry.get("evently.http.connections.refused").counter().count())
                .isEqualTo(1);
        assertThat(small(connect("127.0.0.2"))).as("another address").isEqualTo(200);
        three.forEach(client -> assertThat(small(client)).isEqualTo(200));
        three.get(0).close();
        Eventually.until(() -> open() == 3);
        assertThat(small(connect())).as("when one has left").isEqualTo(200);
    }

    @Test
    void aProxyHasTheConnectionsOfAll() {
        start("evently.http { connections.per-address = 3, trusted-proxies = \"127.0.0.1\" }");
        for (int i = 0; i < 5; i++) {
            assertThat(small(connect())).isEqualTo(200);
        }
    }

    @Test
    void withoutLimitsAnAddressHasNone() {
        start("evently.http { connections.per-address = 3, rate-limit = off }");
        for (int i = 0; i < 5; i++) {
            assertThat(small(connect())).isEqualTo(200);
        }
    }

    @Test
    void whoFindsNoRoomWaitsUntilSomebodyLeaves() {
        start("pekko.http.server.max-connections = 2");
        RawClient first = connect();
        assertThat(small(first)).isEqualTo(200);
        assertThat(small(connect())).isEqualTo(200);
        RawClient third = connect().send(HEAD + "\r\n");
        first.close();
        assertThat(third.answer().status()).isEqualTo(200);
    }

    @Test
    void connectionsThatEndAreForgotten() {
        start("");
        for (int i = 0; i < 20; i++) {
            connect().request("GET", "/v1/small", "Connection: close\r\n", "").everything();
        }
        Eventually.until(() -> open() == 0);
    }

    /** Larger than what passes at a time. */
    @Test
    void aBodyOfManyPiecesArrivesAsItWasSent() {
        start("");
        String text = "0123456789".repeat(6_000);
        Answer answer = connect()
                .request("POST", "/v1/echo", "Content-Type: application/json\r\n", "{\"text\":\"" + text + "\"}")
                .answer();
        assertThat(answer.body()).isEqualTo(text);
    }

    /** Pipelined, so that parts of several heads and bodies come in one piece. */
    @Test
    void requestsBehindEachOtherAreAnsweredInOrder() {
        start("");
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            String body = "{\"text\":\"" + (char) ('a' + i % 26) + "x".repeat(900) + "\"}";
            requests.append("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ")
                    .append(body.length())
                    .append("\r\n\r\n")
                    .append(body);
        }
        RawClient client = connect().send(requests.toString());
        for (int i = 0; i < 40; i++) {
            assertThat(client.answer().body()).startsWith((char) ('a' + i % 26) + "xxx");
        }
    }

    private static int small(RawClient client) {
        return client.request("GET", "/v1/small", "", "").answer().status();
    }

    /** Sends a byte more. */
    private static boolean hasHungUp(RawClient client) {
        try {
            client.send("x");
            return false;
        } catch (UncheckedIOException closed) {
            return true;
        }
    }

    private double heads() {
        return registry.get("evently.http.unfinished.heads").gauge().value();
    }

    private double open() {
        return registry.get("evently.http.connections").gauge().value();
    }

    private double ended(String why) {
        return registry.get("evently.http.connections.ended")
                .tag("why", why)
                .counter()
                .count();
    }
}
