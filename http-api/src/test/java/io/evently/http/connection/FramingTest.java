package io.evently.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.evently.http.access.Access;
import io.evently.http.answer.Reply;
import io.evently.http.route.Endpoint;
import io.evently.http.server.RawClient;
import io.evently.http.server.TestApi;
import io.evently.http.server.TestServer;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Where a request ends, as strangers would have it: one request has one answer, what is in doubt is refused and hung up
 * on, and the log stays empty. Two answers where one is right would let a stranger put words into another's mouth.
 */
class FramingTest {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");
    private static final String JSON = "Host: x\r\nContent-Type: application/json\r\n";
    private static final String LATER = "POST /v1/later HTTP/1.1\r\n" + JSON;
    private static final String BODY = "{\"quantity\":1}";
    private static final String CHUNKS = "e\r\n" + BODY + "\r\n0\r\n\r\n";
    private static final String HIDDEN = "GET /v1/things HTTP/1.1\r\nHost: x\r\n\r\n";

    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private static TestServer server;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeAll
    static void start() {
        server = new TestServer(new TestApi().endpoints(), settings -> settings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void listen() {
        lines.start();
        ROOT.addAppender(lines);
    }

    @AfterEach
    void leave() {
        ROOT.detachAppender(lines);
    }

    static Stream<Arguments> requests() {
        String chunked = "Transfer-Encoding: chunked\r\n";
        String length = "Content-Length: 14\r\n\r\n" + BODY;
        return Stream.of(
                // What is right.
                arguments("chunks", LATER + chunked + "\r\n" + CHUNKS, "200"),
                arguments(
                        "chunks with extensions", LATER + chunked + "\r\ne;a=b\r\n" + BODY + "\r\n0;c\r\n\r\n", "200"),
                arguments(
                        "chunks with a trailer",
                        LATER + chunked + "\r\ne\r\n" + BODY + "\r\n0\r\nX-A: b\r\n\r\n",
                        "200"),
                arguments("two requests", LATER + length + HIDDEN, "200 200"),
                arguments("HTTP/1.0", "GET /v1/things HTTP/1.0\r\n\r\n", "200"),
                arguments("HTTP/1.0 with a length", "POST /v1/later HTTP/1.0\r\n" + JSON + length, "200"),
                arguments("empty lines before", "\r\n\r\n" + HIDDEN, "400"),
                arguments("bare line feeds", HIDDEN.replace("\r", ""), "200"),
                arguments("the same length twice", LATER + "Content-Length: 14\r\n" + length, "200"),
                // HTTP/1.0 has no chunks.
                arguments(
                        "chunks in HTTP/1.0", "POST /v1/later HTTP/1.0\r\n" + JSON + chunked + "\r\n" + CHUNKS, "400"),
                arguments(
                        "chunks in HTTP/1.0, no body",
                        "POST /v1/things HTTP/1.0\r\n" + chunked + "\r\n0\r\n\r\n",
                        "400"),
                arguments(
                        "chunks in HTTP/1.0, kept alive",
                        "POST /v1/later HTTP/1.0\r\n" + JSON + "Connection: keep-alive\r\n" + chunked + "\r\n" + CHUNKS
                                + HIDDEN,
                        "400"),
                arguments(
                        "chunks and length in HTTP/1.0",
                        "POST /v1/later HTTP/1.0\r\n" + JSON + chunked + length,
                        "400"),
                // Two ways to tell the end.
                arguments(
                        "length and chunks",
                        LATER + "Content-Length: 3\r\n" + chunked + "\r\n" + CHUNKS + HIDDEN,
                        "400"),
                arguments("chunks and length", LATER + chunked + "Content-Length: 3\r\n\r\n" + CHUNKS + HIDDEN, "400"),
                arguments("two lengths", LATER + "Content-Length: 3\r\n" + length + HIDDEN, "400"),
                arguments("a list of lengths", LATER + "Content-Length: 14, 14\r\n\r\n" + BODY + HIDDEN, "400"),
                arguments("length with a sign", LATER + "Content-Length: +14\r\n\r\n" + BODY + HIDDEN, "400"),
                arguments("length in hexadecimal", LATER + "Content-Length: 0xe\r\n\r\n" + BODY + HIDDEN, "400"),
                // A proxy may read another number, or none.
                length("1 4", "400"),
                length("1\t4", "400"),
                length("14 3", "400"),
                length("", "400"),
                length(" \t ", "400"),
                length(" ".repeat(10_000), "400"),
                length("14;", "400"),
                length("14,", "400"),
                length("-14", "400"),
                length("14.0", "400"),
                length("1e1", "400"),
                length("1_4", "400"),
                length("\"14\"", "400"),
                length("14\u000b", "400"),
                length("14\u0000", "400"),
                length("14\r", "400"),
                length("14\r\n 0", "400"),
                // 2^64 + 14, and 14 behind 40 noughts.
                length("18446744073709551630", "400"),
                length("0".repeat(40) + "14", "400"),
                length("014", "200 200"),
                length("14 \t", "200 200"),
                length("\t14", "200 200"),
                length("14\r\nContent-Length: 1 4", "400"),
                length("14\r\nContent-Length:", "400"),
                length("14\r\nContent-Length: 014", "200 200"),
                arguments("no length with GET", "GET /v1/things HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n", "400"),
                arguments("blank before the colon", LATER + "Content-Length : 14\r\n\r\n" + BODY + HIDDEN, "400"),
                arguments("chunks twice", LATER + chunked + chunked + "\r\n" + CHUNKS + HIDDEN, "400"),
                arguments(
                        "chunks, chunks",
                        LATER + "Transfer-Encoding: chunked, chunked\r\n\r\n" + CHUNKS + HIDDEN,
                        "400"),
                encoding("chunked, identity", "400"),
                encoding("identity, chunked", "400"),
                encoding("chunked\r\nTransfer-Encoding: identity", "400"),
                encoding("identity\r\nTransfer-Encoding: chunked", "400"),
                encoding("chunked chunked", "400"),
                encoding("chunked\r\n , chunked", "400"),
                encoding("", "400"),
                encoding(",", "400"),
                encoding("  chunked\t", "200 200"),
                encoding("CHUNKED", "200 200|400"),
                encoding(", chunked", "200 200|400"),
                encoding("chunked,", "200 200|400"),
                encoding("\r\n chunked", "200 200|400"),
                arguments(
                        "blank before the colon of an encoding",
                        LATER + "Transfer-Encoding : chunked\r\n\r\n" + CHUNKS + HIDDEN,
                        "400"),
                arguments(
                        "a length behind the chunks",
                        LATER + chunked + "\r\ne\r\n" + BODY + "\r\n0\r\nContent-Length: 3\r\n\r\n" + HIDDEN,
                        "200 200"),
                arguments("gzip, chunks", LATER + "Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKS + HIDDEN, "400"),
                arguments("identity", LATER + "Transfer-Encoding: identity\r\n" + length + HIDDEN, "400"),
                arguments("xchunked", LATER + "Transfer-Encoding: xchunked\r\n\r\n" + CHUNKS + HIDDEN, "400"),
                arguments(
                        "chunked in quotes", LATER + "Transfer-Encoding: \"chunked\"\r\n\r\n" + CHUNKS + HIDDEN, "400"),
                arguments(
                        "chunked with a parameter",
                        LATER + "Transfer-Encoding: chunked;q=1\r\n\r\n" + CHUNKS + HIDDEN,
                        "400"),
                arguments("vertical tab", LATER + "Transfer-Encoding:\u000bchunked\r\n\r\n" + CHUNKS + HIDDEN, "400"),
                arguments("null byte", LATER + "Transfer-Encoding: chunked\u0000\r\n\r\n" + CHUNKS + HIDDEN, "400"),
                // Chunks that are none.
                arguments("size with a sign", LATER + chunked + "\r\n+e\r\n" + BODY + "\r\n0\r\n\r\n" + HIDDEN, "400"),
                arguments("size with 0x", LATER + chunked + "\r\n0xe\r\n" + BODY + "\r\n0\r\n\r\n" + HIDDEN, "400"),
                arguments("negative size", LATER + chunked + "\r\n-1\r\n" + BODY + "\r\n0\r\n\r\n" + HIDDEN, "400"),
                arguments("blank size", LATER + chunked + "\r\n \r\n" + BODY + "\r\n0\r\n\r\n" + HIDDEN, "400"),
                arguments(
                        "size of 2^31", LATER + chunked + "\r\n80000000\r\n" + BODY + "\r\n0\r\n\r\n" + HIDDEN, "400"),
                arguments("size of 2^64", LATER + chunked + "\r\n10000000000000000\r\n" + BODY, "400"),
                arguments("size of 2 GB", LATER + chunked + "\r\n7fffffff\r\n" + BODY, "400"),
                arguments("more than its size", LATER + chunked + "\r\n1\r\n" + BODY + "\r\n0\r\n\r\n" + HIDDEN, "400"),
                arguments(
                        "null byte in an extension",
                        LATER + chunked + "\r\ne;\u0000\r\n" + BODY + "\r\n0\r\n\r\n",
                        "200|400"),
                arguments("endless trailers", LATER + chunked + "\r\n0\r\n" + "X-A: b\r\n".repeat(200) + "\r\n", "400"),
                arguments("broken trailer", LATER + chunked + "\r\n0\r\nnonsense\r\n\r\n", "400"),
                arguments("no end", LATER + chunked + "\r\ne\r\n" + BODY + "\r\n", "400"),
                arguments("shorter than its length", LATER + "Content-Length: 20\r\n\r\n" + BODY, "400"),
                // Heads that are none.
                arguments("folded header", "GET /v1/things HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n", "200|400"),
                arguments("folded length", LATER + "Content-Length:\r\n 14\r\n\r\n" + BODY, "200|400"),
                arguments("header before all others", "GET /v1/things HTTP/1.1\r\n X-A: b\r\nHost: x\r\n\r\n", "400"),
                arguments("bare carriage returns", HIDDEN.replace("\n", ""), "400"),
                arguments("null byte in the target", "GET /v1/things\u0000 HTTP/1.1\r\nHost: x\r\n\r\n", "400"),
                arguments("null byte in the method", "G\u0000ET /v1/things HTTP/1.1\r\nHost: x\r\n\r\n", "400"),
                arguments("null byte in a name", "GET /v1/things HTTP/1.1\r\nHost: x\r\nX\u0000: b\r\n\r\n", "400"),
                arguments("null byte in a value", "GET /v1/things HTTP/1.1\r\nHost: x\r\nX: \u0000\r\n\r\n", "200|400"),
                arguments("nameless header", "GET /v1/things HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n", "400"),
                arguments("HTTP/0.9", "GET /v1/things\r\n", "400"),
                arguments("HTTP/0.9 to the letter", "GET /v1/things HTTP/0.9\r\n\r\n", "400"),
                arguments("HTTP/1.2", "GET /v1/things HTTP/1.2\r\nHost: x\r\n\r\n", "400"),
                arguments("HTTP/11", "GET /v1/things HTTP/11\r\nHost: x\r\n\r\n", "400"),
                arguments("http/1.1", "GET /v1/things http/1.1\r\nHost: x\r\n\r\n", "400"),
                arguments("two blanks", "GET  /v1/things HTTP/1.1\r\nHost: x\r\n\r\n", "400"),
                arguments("blank at the end", "GET /v1/things HTTP/1.1 \r\nHost: x\r\n\r\n", "400"),
                arguments("no target", "GET HTTP/1.1\r\nHost: x\r\n\r\n", "400"),
                arguments("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"),
                arguments("HTTP/2 upgrade", upgrade("h2c", "HTTP2-Settings: AAMAAABkAAQAAP__\r\n"), "200"),
                arguments("WebSocket", upgrade("websocket", webSocket("13", "dGhlIHNhbXBsZSBub25jZQ==")), "200"),
                arguments("WebSocket of no version", upgrade("websocket", webSocket("x", "\u00ff")), "200|400"),
                arguments("asterisk", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", "400|404"),
                arguments("OPTIONS of all", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "400|404"),
                arguments("authority", "GET x:80 HTTP/1.1\r\nHost: x\r\n\r\n", "400|404"),
                arguments("another scheme", "GET ftp://x/v1/things HTTP/1.1\r\nHost: x\r\n\r\n", "200|400|404"),
                arguments("no path", "GET http://x HTTP/1.1\r\nHost: x\r\n\r\n", "404"),
                arguments("fragment", "GET /v1/things#a HTTP/1.1\r\nHost: x\r\n\r\n", "200|400"),
                arguments("backslash", "GET \\v1\\things HTTP/1.1\r\nHost: x\r\n\r\n", "400|404"),
                arguments("half an escape", "GET /v1/things/%4 HTTP/1.1\r\nHost: x\r\n\r\n", "400"),
                arguments("question marks", "GET /v1/things??? HTTP/1.1\r\nHost: x\r\n\r\n", "422"),
                // Hosts that are none.
                arguments("empty host", "GET /v1/things HTTP/1.1\r\nHost:\r\n\r\n", "200|400"),
                arguments("host with a path", "GET /v1/things HTTP/1.1\r\nHost: x/y\r\n\r\n", "400"),
                arguments("host with a user", "GET /v1/things HTTP/1.1\r\nHost: a@x\r\n\r\n", "400"),
                arguments("host with a blank", "GET /v1/things HTTP/1.1\r\nHost: x y\r\n\r\n", "400"),
                arguments("port out of range", "GET /v1/things HTTP/1.1\r\nHost: x:99999\r\n\r\n", "200|400"),
                arguments("port of no number", "GET /v1/things HTTP/1.1\r\nHost: x:http\r\n\r\n", "400"),
                arguments("IPv6 host", "GET /v1/things HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "200"),
                arguments("host in Latin-1", "GET /v1/things HTTP/1.1\r\nHost: m\u00fcller\r\n\r\n", "200|400"),
                arguments("two hosts", "GET /v1/things HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", "400"),
                // Expectations and other things a parser may trip over.
                arguments("another expectation", LATER + "Expect: 200-maybe\r\n" + length, "200|400"),
                arguments(
                        "connection of nonsense",
                        "GET /v1/things HTTP/1.1\r\nHost: x\r\nConnection: ,;,=\r\n\r\n",
                        "200|400"),
                arguments("encoding of nonsense", LATER + "Content-Encoding: ,;=\r\n" + length, "200|400|415"),
                arguments("media type of nonsense", LATER.replace("application/json", "a/b/c;;=") + length, "400|415"),
                arguments("body with GET", "GET /v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "200"),
                arguments(
                        "chunks with GET", "GET /v1/things HTTP/1.1\r\nHost: x\r\n" + chunked + "\r\n0\r\n\r\n", "200"),
                arguments(
                        "chunks with HEAD",
                        "HEAD /v1/things HTTP/1.1\r\nHost: x\r\n" + chunked + "\r\n0\r\n\r\n",
                        "400"),
                arguments(
                        "body with CONNECT",
                        "CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\nContent-Length: 3\r\n\r\nabc",
                        "400"));
    }

    /** A request with a body of 14 bytes, and one behind it. */
    private static Arguments length(String value, String expected) {
        String head = LATER + "Content-Length: " + value + "\r\n\r\n";
        return arguments("length " + shown(value), head + BODY + HIDDEN, expected);
    }

    /** A request with a body in one chunk, and one behind it. */
    private static Arguments encoding(String value, String expected) {
        String head = LATER + "Transfer-Encoding: " + value + "\r\n\r\n";
        return arguments("encoding " + shown(value), head + CHUNKS + HIDDEN, expected);
    }

    private static String shown(String value) {
        return '"' + value.substring(0, Math.min(value.length(), 60)).replaceAll("[^ -~]", "?") + '"';
    }

    private static String upgrade(String to, String more) {
        return "GET /v1/things HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: " + to + "\r\n" + more + "\r\n";
    }

    private static String webSocket(String version, String key) {
        return "Sec-WebSocket-Version: " + version + "\r\nSec-WebSocket-Key: " + key + "\r\n";
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("requests")
    void eachRequestHasOneAnswerAndTheLogNone(String what, String bytes, String expected) {
        String answers;
        try (RawClient client = server.connect()) {
            answers = client.send(bytes).finish().everything();
        }
        List<String> statuses = STATUS.matcher(answers)
                .results()
                .map(MatchResult::group)
                .map(line -> line.substring(9, 12))
                .toList();
        assertThat(String.join(" ", statuses)).as(answers).matches(expected);
        assertThat(answers).doesNotContain("Exception", "pekko", "\tat ", "io.evently");
        assertThat(lines.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN) || line.getThrowableProxy() != null)
                .map(ILoggingEvent::getFormattedMessage)
                .isEmpty();
        try (RawClient client = server.connect()) {
            assertThat(client.request("GET", "/v1/things", "", "").answer().status())
                    .isEqualTo(200);
        }
    }

    /** Security 40: a gateway that keeps strangers from /metrics goes by what was sent. */
    @Test
    void operationalRoutesHaveOneSpelling() {
        try (TestServer operated = new TestServer(
                List.of(
                        Endpoint.operational(
                                "/metrics", call -> Reply.noContent().now()),
                        Endpoint.operational(
                                "/docs/{file}", call -> Reply.noContent().now()),
                        Endpoint.get("/v1/things", Access.PUBLIC, call -> Reply.noContent()
                                .now())),
                settings -> settings)) {
            for (String target : List.of(
                    "/%6detrics",
                    "/metric%73",
                    "http://x/metrics",
                    "http://x/v1/../metrics",
                    "/v1/../metrics",
                    "/./metrics",
                    "//metrics",
                    "/metrics/",
                    "/%2fmetrics",
                    "/docs/start%2ejs",
                    "/docs/%2e%2e/metrics")) {
                assertThat(status(operated, target)).as(target).isEqualTo(404);
            }
            for (String target : List.of("/metrics", "/metrics?name=%6d", "/docs/start.js")) {
                assertThat(status(operated, target)).as(target).isEqualTo(204);
            }
            assertThat(status(operated, "/v1/%74hings"))
                    .as("other routes as ever")
                    .isEqualTo(204);
        }
    }

    private static int status(TestServer operated, String target) {
        try (RawClient client = operated.connect()) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\nRaw-Request-URI: /metrics\r\n\r\n");
            return client.answer().status();
        }
    }
}
