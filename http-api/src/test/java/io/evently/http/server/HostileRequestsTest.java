package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.evently.http.answer.Refusals;
import io.evently.http.server.RawClient.Answer;
import io.evently.routes.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What strangers send, and what they get: the right code, nothing else, and the next client is served. */
class HostileRequestsTest {

    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String ID = TestServer.USER_ID.toString();

    private static final TestApi API = new TestApi();
    private static TestServer server;
    /** For what nobody should wait for. A slow machine would be too late for it with everything else. */
    private static TestServer impatient;

    @BeforeAll
    static void start() {
        server = new TestServer(API.endpoints(), settings -> settings);
        impatient = new TestServer(
                API.endpoints(),
                settings -> new HttpSettings(
                        settings.host(),
                        settings.port(),
                        settings.rateLimit(),
                        settings.trustedProxies(),
                        settings.cors(),
                        settings.hstsMaxAge(),
                        Duration.ofMillis(300),
                        Duration.ofMillis(700),
                        settings.slowRequest(),
                        settings.stopTimeout()));
    }

    @AfterAll
    static void stop() {
        server.close();
        impatient.close();
    }

    static Stream<Arguments> badHeaders() {
        String good = "{\"quantity\":1}";
        return Stream.of(
                arguments("no content type", "", good, 415, "UNSUPPORTED_MEDIA_TYPE"),
                arguments("text", "Content-Type: text/plain\r\n", good, 415, "UNSUPPORTED_MEDIA_TYPE"),
                arguments(
                        "form",
                        "Content-Type: application/x-www-form-urlencoded\r\n",
                        good,
                        415,
                        "UNSUPPORTED_MEDIA_TYPE"),
                arguments(
                        "another JSON",
                        "Content-Type: application/merge-patch+json\r\n",
                        good,
                        415,
                        "UNSUPPORTED_MEDIA_TYPE"),
                arguments(
                        "JSON in Latin-1",
                        "Content-Type: application/json; charset=iso-8859-1\r\n",
                        good,
                        415,
                        "UNSUPPORTED_MEDIA_TYPE"),
                arguments(
                        "JSON in UTF-16",
                        "Content-Type: application/json;charset=\"UTF-16\"\r\n",
                        good,
                        415,
                        "UNSUPPORTED_MEDIA_TYPE"),
                arguments(
                        "JSON in a charset nobody knows",
                        "Content-Type: application/json; v=1; charset=klingon\r\n",
                        good,
                        415,
                        "UNSUPPORTED_MEDIA_TYPE"),
                arguments(
                        "an empty charset",
                        "Content-Type: application/json; charset=\"\"\r\n",
                        good,
                        415,
                        "UNSUPPORTED_MEDIA_TYPE"),
                arguments(
                        "a broken parameter",
                        "Content-Type: application/json; charset\r\n",
                        good,
                        415,
                        "UNSUPPORTED_MEDIA_TYPE"),
                arguments("half a content type", "Content-Type: json\r\n", good, 415, "UNSUPPORTED_MEDIA_TYPE"),
                arguments("HTML only", JSON + "Accept: text/html\r\n", good, 406, "NOT_ACCEPTABLE"),
                arguments(
                        "anything but JSON",
                        JSON + "Accept: */*, application/json;q=0\r\n",
                        good,
                        406,
                        "NOT_ACCEPTABLE"),
                arguments("empty key", JSON + "Idempotency-Key: \r\n", good, 422, "INVALID_REQUEST"),
                arguments(
                        "long key",
                        JSON + "Idempotency-Key: " + "k".repeat(129) + "\r\n",
                        good,
                        422,
                        "INVALID_REQUEST"),
                arguments(
                        "two keys",
                        JSON + "Idempotency-Key: a\r\nIdempotency-Key: a\r\n",
                        good,
                        422,
                        "INVALID_REQUEST"),
                arguments("tab in a key", JSON + "Idempotency-Key: a\tb\r\n", good, 422, "INVALID_REQUEST"),
                arguments("tab in a shouted key", JSON + "IDEMPOTENCY-KEY:a\tb\r\n", good, 422, "INVALID_REQUEST"),
                arguments("key of UTF-8", JSON + "Idempotency-Key: caf\u00c3\u00a9\r\n", good, 422, "INVALID_REQUEST"),
                arguments("query", JSON, good, 422, "INVALID_REQUEST"));
    }

    @ParameterizedTest(name = "{0}: {3} {4}")
    @MethodSource("badHeaders")
    void aBadHeaderIsRefused(String what, String headers, String body, int status, String code) {
        String target = what.equals("query") ? "/v1/things?dryRun=true" : "/v1/things";
        try (RawClient client = server.connect()) {
            Answer answer = client.send(Refusals.post(server, target, headers, body.getBytes(StandardCharsets.UTF_8)))
                    .answer();
            Refusals.assertRefused(answer, status, code);
            Refusals.assertUsable(client);
        }
    }

    @Test
    void severalContentTypesAreNamedAsTheTrouble() {
        try (RawClient client = server.connect()) {
            Answer answer = client.send(Refusals.post(
                            server, "/v1/things", JSON + "Content-Type: text/plain\r\n", new byte[] {'{', '}'}))
                    .answer();
            Refusals.assertRefused(answer, 400, "MALFORMED_REQUEST");
            assertThat(answer.text("detail")).contains("several Content-Type headers");
        }
    }

    static Stream<Arguments> goodHeaders() {
        return Stream.of(
                arguments("Content-Type: application/json; charset=utf-8\r\n"),
                arguments("Content-Type: Application/JSON;charset=\"UTF-8\"\r\n"),
                arguments("Content-Type: application/json; profile=\"a; charset=b\"; charset=Utf-8\r\n"),
                arguments(JSON + JSON + "Content-Encoding: identity\r\nContent-Encoding: , Identity\r\n"),
                arguments(JSON + "Accept: text/html, application/*;q=0.1\r\n"),
                arguments(JSON + "Accept: text/html;q=0, */*\r\n"),
                arguments(JSON + "Accept:\r\n"),
                arguments(JSON + "Idempotency-Key: " + "k".repeat(128) + "\r\n"),
                arguments(JSON + "Idempotency-Key:\t \torder\t \r\n"),
                arguments(JSON + "Idempotency-Key: order 66, item \"1\"~\r\n"),
                arguments(JSON + "Accept-Language: \u00c3\u00a9\r\nCookie: =;;==\r\nIf-None-Match: nonsense\r\n"),
                arguments(JSON + "Date: yesterday\r\nRange: all\r\nAccept-Encoding: ;;\r\nUser-Agent: (((((\r\n"));
    }

    @ParameterizedTest
    @MethodSource("goodHeaders")
    void headersThatAreNobodysBusinessDoNoHarm(String headers) {
        try (RawClient client = server.connect()) {
            byte[] body = "{\"quantity\":1}".getBytes(StandardCharsets.UTF_8);
            assertThat(client.send(Refusals.post(server, "/v1/things", headers, body))
                            .answer()
                            .status())
                    .isEqualTo(201);
        }
    }

    static Stream<Arguments> badTargets() {
        return Stream.of(
                arguments("GET", "/", 404, "NOT_FOUND"),
                arguments("GET", "/v1", 404, "NOT_FOUND"),
                arguments("GET", "/v1/things/", 404, "NOT_FOUND"),
                arguments("GET", "//v1/things", 404, "NOT_FOUND"),
                arguments("GET", "/v1//things", 404, "NOT_FOUND"),
                arguments("GET", "/V1/things", 404, "NOT_FOUND"),
                arguments("GET", "/v1/things/" + ID + "/more", 404, "NOT_FOUND"),
                arguments("GET", "/v1/things/1", 404, "NOT_FOUND"),
                arguments("GET", "/v1/things/1-1-1-1-1", 404, "NOT_FOUND"),
                arguments("GET", "/v1/things/" + ID + "0", 404, "NOT_FOUND"),
                arguments("GET", "/v1/things/" + ID.replace('-', '_'), 404, "NOT_FOUND"),
                arguments("GET", "/v1/things/%00", 404, "NOT_FOUND"),
                arguments("GET", "/v1/things/%ff%fe", 404, "NOT_FOUND"),
                arguments("GET", "/v1/things/..%2f..%2fetc%2fpasswd", 404, "NOT_FOUND"),
                arguments("GET", "/v1/things/';drop%20table%20events;--", 404, "NOT_FOUND"),
                arguments("GET", "/v1/things/" + "a".repeat(3_000), 404, "NOT_FOUND"),
                arguments("PUT", "/v1/things", 405, "METHOD_NOT_ALLOWED"),
                arguments("TRACE", "/v1/things", 405, "METHOD_NOT_ALLOWED"),
                arguments("HEAD", "/v1/later", 405, "METHOD_NOT_ALLOWED"),
                arguments("GET", "/v1/things?limit=0", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?limit=201", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?limit=+5", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?limit=5.0", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?limit=99999999999", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?limit=", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?limit=1&limit=2", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?unknown=1", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?unknown", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?cursor=!", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?cursor=gICA", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?cursor=" + "a".repeat(600), 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?q=%00", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?q=%ff", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?q=%ed%a0%80", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?q=" + "a".repeat(21), 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?status=ACTIVE", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?from=tomorrow", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/things?owner=1", 422, "INVALID_REQUEST"),
                arguments("GET", "/v1/caller?verbose=true", 422, "INVALID_REQUEST"));
    }

    @ParameterizedTest(name = "{0} {1}: {2} {3}")
    @MethodSource("badTargets")
    void aBadTargetIsRefused(String method, String target, int status, String code) {
        try (RawClient client = server.connect()) {
            client.request(method, target, "", "");
            if (method.equals("HEAD")) {
                assertThat(client.answerToHead().status()).isEqualTo(status);
            } else {
                Refusals.assertRefused(client.answer(), status, code);
            }
            Refusals.assertUsable(client);
        }
    }

    static Stream<Arguments> noHttp() {
        String host = "Host: x\r\n";
        return Stream.of(
                arguments("no HTTP at all", "is anybody there?\r\n\r\n"),
                arguments("unknown method", "BREW /v1/things HTTP/1.1\r\n" + host + "\r\n"),
                arguments("endless method", "A".repeat(5_000) + " / HTTP/1.1\r\n" + host + "\r\n"),
                arguments("HTTP/2.0", "GET /v1/things HTTP/2.0\r\n" + host + "\r\n"),
                arguments("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                arguments("TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"),
                arguments("CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n"),
                arguments("no host", "GET /v1/things HTTP/1.1\r\n\r\n"),
                arguments("two hosts", "GET /v1/things HTTP/1.1\r\n" + host + host + "\r\n"),
                arguments("broken host", "GET /v1/things HTTP/1.1\r\nHost: [::\r\n\r\n"),
                arguments("contradicting host", "GET http://a.example/v1/things HTTP/1.1\r\nHost: b.example\r\n\r\n"),
                arguments("broken escape", "GET /v1/things?q=%zz HTTP/1.1\r\n" + host + "\r\n"),
                arguments("escape with a sign", "GET /v1/things?q=%+1 HTTP/1.1\r\n" + host + "\r\n"),
                arguments("raw bytes in the path", "GET /v1/\u00ff\u00fe HTTP/1.1\r\n" + host + "\r\n"),
                arguments("quotes in the query", "GET /v1/things?q=\"<> HTTP/1.1\r\n" + host + "\r\n"),
                arguments("endless target", "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\n" + host + "\r\n"),
                arguments("header without colon", "GET / HTTP/1.1\r\n" + host + "nonsense\r\n\r\n"),
                arguments("space in a header's name", "GET / HTTP/1.1\r\n" + host + "a b: c\r\n\r\n"),
                arguments("control character", "GET / HTTP/1.1\r\n" + host + "Idempotency-Key: a\u0001b\r\n\r\n"),
                arguments("key that goes on", "GET / HTTP/1.1\r\n" + host + "Idempotency-Key: a\r\n b\r\n\r\n"),
                arguments("endless header name", "GET / HTTP/1.1\r\n" + host + "a".repeat(500) + ": b\r\n\r\n"),
                arguments(
                        "endless header value", "GET / HTTP/1.1\r\n" + host + "a: " + "b".repeat(20_000) + "\r\n\r\n"),
                arguments("header bomb", "GET / HTTP/1.1\r\n" + host + "a: b\r\n".repeat(200) + "\r\n"),
                arguments("negative length", "POST /v1/things HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n"),
                arguments(
                        "length of 2^70",
                        "POST /v1/things HTTP/1.1\r\n" + host + "Content-Length: 1180591620717411303424\r\n\r\n"),
                arguments(
                        "two lengths",
                        "POST /v1/things HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"),
                arguments(
                        "length and chunks",
                        "POST /v1/things HTTP/1.1\r\n" + host
                                + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                arguments(
                        "unknown encoding", "POST /v1/things HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n"),
                arguments(
                        "chunked twice",
                        "POST /v1/things HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, chunked\r\n\r\n"),
                arguments(
                        "two content types",
                        "POST /v1/things HTTP/1.1\r\n" + host + JSON
                                + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"),
                arguments("body with TRACE", "TRACE /v1/things HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\n{}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noHttp")
    void whatIsNoHttpIsAnsweredAndHungUpOn(String what, String bytes) {
        try (RawClient client = server.connect()) {
            Refusals.assertRefused(client.send(bytes).answer(), 400, "MALFORMED_REQUEST");
            assertThat(client.isClosed()).isTrue();
        }
        assertServerIsWell();
    }

    @Test
    void aHugeBodyIsRefusedBeforeItIsSent() {
        try (RawClient client = server.connect()) {
            client.send("POST /v1/later HTTP/1.1\r\nHost: x\r\n" + JSON + "Content-Length: 99999999999\r\n\r\n");
            Refusals.assertRefused(client.answer(), 413, "PAYLOAD_TOO_LARGE");
            assertThat(client.isClosed()).isTrue();
        }
        try (RawClient client = server.connect()) {
            client.send("POST /v1/later HTTP/1.1\r\nHost: x\r\n" + JSON
                    + "Expect: 100-continue\r\nContent-Length: 70000\r\n\r\n");
            Refusals.assertRefused(client.answer(), 413, "PAYLOAD_TOO_LARGE");
        }
        assertServerIsWell();
    }

    @Test
    void whoIsTurnedAwayMaySendTheRestAndTryAgain() {
        try (RawClient client = server.connect()) {
            client.send("POST /v1/things HTTP/1.1\r\nHost: x\r\n" + JSON + "Content-Length: 100000\r\n\r\n");
            client.send(" ".repeat(100_000));
            Refusals.assertRefused(client.answer(), 401, "UNAUTHENTICATED");
            Refusals.assertUsable(client);
        }
    }

    @Test
    void aBodyThatNeverEndsIsNotWaitedFor() {
        try (RawClient client = impatient.connect()) {
            client.send("POST /v1/later HTTP/1.1\r\nHost: x\r\n" + JSON + "Content-Length: 50\r\n\r\n{");
            Refusals.assertRefused(client.answer(), 400, "MALFORMED_REQUEST");
            assertThat(client.isClosed()).isTrue();
        }
        try (RawClient client = impatient.connect()) {
            assertAnswersAgain(client);
        }
    }

    @Test
    void clientsThatHangUpInTheMiddleDoNoHarm() {
        int before = API.changes.get();
        String head = "POST /v1/things HTTP/1.1\r\nHost: x\r\n" + JSON + "Authorization: Bearer " + server.userToken()
                + "\r\n";
        for (String part : new String[] {
            "POST /v1/thi",
            head,
            head + "Content-Length: 14\r\n\r\n{\"quant",
            head + "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"qu"
        }) {
            try (RawClient client = server.connect()) {
                client.send(part);
            }
        }
        assertServerIsWell();
        assertThat(API.changes).hasValue(before);
    }

    @Test
    void whatBreaksInsideTellsNothingOutside() {
        for (String target : new String[] {"/v1/broken", "/v1/failing"}) {
            try (RawClient client = server.connect()) {
                Answer answer = client.request("GET", target, "", "").answer();
                Refusals.assertRefused(answer, 500, "INTERNAL_ERROR");
                assertThat(answer.body()).doesNotContain("secret");
                Refusals.assertUsable(client);
            }
        }
    }

    @Test
    void aHandlerThatNeverAnswersIsAnsweredFor() {
        try (RawClient client = impatient.connect()) {
            Answer read = client.request("GET", "/v1/never", "", "").answer();
            Refusals.assertRefused(read, 503, "BUSY");
            assertThat(read.headers()).containsEntry("retry-after", "1");
            Answer write = client.request("POST", "/v1/never", "", "").answer();
            Refusals.assertRefused(write, 503, "OUTCOME_UNKNOWN");
            assertThat(write.headers()).containsEntry("retry-after", "1");
            assertAnswersAgain(client);
        }
    }

    private static void assertAnswersAgain(RawClient client) {
        Eventually.holds(() -> Refusals.assertUsable(client));
    }

    private static void assertServerIsWell() {
        try (RawClient client = server.connect()) {
            Refusals.assertUsable(client);
        }
    }
}
