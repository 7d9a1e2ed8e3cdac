package io.evently.http.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.evently.http.answer.Refusals;
import io.evently.http.server.RawClient;
import io.evently.http.server.RawClient.Answer;
import io.evently.http.server.TestApi;
import io.evently.http.server.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are none of ours: each has its answer, and the connection its next request. */
class BadBodiesTest {

    private static final String JSON = "Content-Type: application/json\r\n";

    private static final TestApi API = new TestApi();
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(API.endpoints(), settings -> settings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> badBodies() {
        return Stream.of(
                body("nothing", "", 400, "MALFORMED_REQUEST"),
                body("blanks", "  \n ", 400, "MALFORMED_REQUEST"),
                body("half an object", "{\"quantity\":", 400, "MALFORMED_REQUEST"),
                body("trailing comma", "{\"quantity\":1,}", 400, "MALFORMED_REQUEST"),
                body("single quotes", "{'quantity':1}", 400, "MALFORMED_REQUEST"),
                body("unquoted name", "{quantity:1}", 400, "MALFORMED_REQUEST"),
                body("comment", "{\"quantity\":1/*one*/}", 400, "MALFORMED_REQUEST"),
                body("two values", "{\"quantity\":1}{\"quantity\":2}", 400, "MALFORMED_REQUEST"),
                body("trailing garbage", "{\"quantity\":1}x", 400, "MALFORMED_REQUEST"),
                body("NaN", "{\"quantity\":NaN}", 400, "MALFORMED_REQUEST"),
                body("leading zero", "{\"quantity\":01}", 400, "MALFORMED_REQUEST"),
                body("plus sign", "{\"quantity\":+1}", 400, "MALFORMED_REQUEST"),
                body("raw newline in a string", "{\"quantity\":1,\"name\":\"a\nb\"}", 400, "MALFORMED_REQUEST"),
                body("bad escape", "{\"quantity\":1,\"name\":\"\\x\"}", 400, "MALFORMED_REQUEST"),
                body("form", "quantity=1", 400, "MALFORMED_REQUEST"),
                body("17 levels", "[".repeat(17) + "]".repeat(17), 400, "MALFORMED_REQUEST"),
                body("60,000 levels", "[".repeat(60_000), 400, "MALFORMED_REQUEST"),
                body("a list", "[{\"quantity\":1}]", 422, "INVALID_REQUEST"),
                body("a text", "\"quantity\"", 422, "INVALID_REQUEST"),
                body("a number", "1", 422, "INVALID_REQUEST"),
                body("null", "null", 422, "INVALID_REQUEST"),
                body("no fields", "{}", 422, "INVALID_REQUEST"),
                body("number as text", "{\"quantity\":\"1\"}", 422, "INVALID_REQUEST"),
                body("fraction", "{\"quantity\":1.5}", 422, "INVALID_REQUEST"),
                body("whole fraction", "{\"quantity\":1.0}", 422, "INVALID_REQUEST"),
                body("exponent", "{\"quantity\":1e0}", 422, "INVALID_REQUEST"),
                body("truth", "{\"quantity\":true}", 422, "INVALID_REQUEST"),
                body("null field", "{\"quantity\":null}", 422, "INVALID_REQUEST"),
                body("list field", "{\"quantity\":[1]}", 422, "INVALID_REQUEST"),
                body("zero", "{\"quantity\":0}", 422, "INVALID_REQUEST"),
                body("negative", "{\"quantity\":-1}", 422, "INVALID_REQUEST"),
                body("eleven", "{\"quantity\":11}", 422, "INVALID_REQUEST"),
                body("2^32+1", "{\"quantity\":4294967297}", 422, "INVALID_REQUEST"),
                body("2^64+1", "{\"quantity\":18446744073709551617}", 422, "INVALID_REQUEST"),
                body("1e400", "{\"quantity\":1e400}", 422, "INVALID_REQUEST"),
                body("50,000 digits", "{\"quantity\":" + "9".repeat(50_000) + "}", 422, "INVALID_REQUEST"),
                body("exponent of 999999999", "{\"quantity\":1e999999999}", 422, "INVALID_REQUEST"),
                body("unknown field", "{\"quantity\":1,\"price2\":1}", 422, "INVALID_REQUEST"),
                body("other case", "{\"Quantity\":1}", 422, "INVALID_REQUEST"),
                body("twice", "{\"quantity\":1,\"quantity\":2}", 422, "INVALID_REQUEST"),
                body("prototype", "{\"quantity\":1,\"__proto__\":{\"admin\":true}}", 422, "INVALID_REQUEST"),
                body("text too long", "{\"quantity\":1,\"name\":\"123456\"}", 422, "INVALID_REQUEST"),
                body("empty text", "{\"quantity\":1,\"name\":\"\"}", 422, "INVALID_REQUEST"),
                body("NUL", "{\"quantity\":1,\"name\":\"a\\u0000\"}", 422, "INVALID_REQUEST"),
                body("half a surrogate pair", "{\"quantity\":1,\"name\":\"\\ud83d\"}", 422, "INVALID_REQUEST"),
                body("half a pair as a name", "{\"quantity\":1,\"\\ud83d\":1}", 422, "INVALID_REQUEST"),
                body("money as a number", "{\"quantity\":1,\"price\":49.90}", 422, "INVALID_REQUEST"),
                body("money with one digit", "{\"quantity\":1,\"price\":\"49.9\"}", 422, "INVALID_REQUEST"),
                body("negative money", "{\"quantity\":1,\"price\":\"-1.00\"}", 422, "INVALID_REQUEST"),
                body("money with a comma", "{\"quantity\":1,\"price\":\"1,00\"}", 422, "INVALID_REQUEST"),
                body("too much money", "{\"quantity\":1,\"price\":\"100000000.00\"}", 422, "INVALID_REQUEST"),
                body("Arabic digits", "{\"quantity\":1,\"price\":\"\u0661.\u0660\u0660\"}", 422, "INVALID_REQUEST"),
                body(
                        "time without offset",
                        "{\"quantity\":1,\"from\":\"2027-01-01T00:00:00\"}",
                        422,
                        "INVALID_REQUEST"),
                body("30 February", "{\"quantity\":1,\"from\":\"2027-02-30T00:00:00Z\"}", 422, "INVALID_REQUEST"),
                body("year 99999", "{\"quantity\":1,\"from\":\"+99999-01-01T00:00:00Z\"}", 422, "INVALID_REQUEST"),
                body("time as a number", "{\"quantity\":1,\"from\":1}", 422, "INVALID_REQUEST"),
                body("truth as text", "{\"quantity\":1,\"hold\":\"true\"}", 422, "INVALID_REQUEST"),
                body("truth as a number", "{\"quantity\":1,\"hold\":0}", 422, "INVALID_REQUEST"),
                body("unknown word", "{\"quantity\":1,\"waitlist\":{\"policy\":\"lax\"}}", 422, "INVALID_REQUEST"),
                body("object as text", "{\"quantity\":1,\"waitlist\":\"strict\"}", 422, "INVALID_REQUEST"),
                body(
                        "unknown nested",
                        "{\"quantity\":1,\"waitlist\":{\"policy\":\"strict\",\"a\":1}}",
                        422,
                        "INVALID_REQUEST"),
                body("empty list", "{\"quantity\":1,\"rule\":{\"steps\":[]}}", 422, "INVALID_REQUEST"),
                body("list of numbers", "{\"quantity\":1,\"rule\":{\"steps\":[1]}}", 422, "INVALID_REQUEST"),
                body("one byte too many", " ".repeat(64 * 1024) + "1", 413, "PAYLOAD_TOO_LARGE"),
                body("3 MB", "{\"name\":\"" + "a".repeat(3_000_000) + "\"}", 413, "PAYLOAD_TOO_LARGE"));
    }

    private static Arguments body(String what, String body, int status, String code) {
        return arguments(what, body.getBytes(StandardCharsets.UTF_8), status, code);
    }

    @ParameterizedTest(name = "{0}: {2} {3}")
    @MethodSource("badBodies")
    void aBadBodyIsRefused(String what, byte[] body, int status, String code) {
        try (RawClient client = server.connect()) {
            Answer answer =
                    client.send(Refusals.post(server, "/v1/things", JSON, body)).answer();
            Refusals.assertRefused(answer, status, code);
            Refusals.assertUsable(client);
        }
    }

    static Stream<Arguments> badBytes() {
        return Stream.of(
                arguments("lone continuation byte", new byte[] {'"', (byte) 0x80, '"'}),
                arguments("overlong slash", new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'}),
                arguments("encoded surrogate", new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}),
                arguments("beyond Unicode", new byte[] {'"', (byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80, '"'}),
                arguments("NUL", new byte[] {'{', 0, '}'}),
                arguments("UTF-16", "{\"quantity\":1}".getBytes(StandardCharsets.UTF_16BE)),
                arguments("UTF-32", new byte[] {0, 0, 0, '{', 0, 0, 0, '}'}),
                arguments("gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badBytes")
    void bytesThatAreNoUtf8AreNoJson(String what, byte[] body) {
        try (RawClient client = server.connect()) {
            Refusals.assertRefused(
                    client.send(Refusals.post(server, "/v1/things", JSON, body)).answer(), 400, "MALFORMED_REQUEST");
            Refusals.assertUsable(client);
        }
    }

    static Stream<Arguments> encodedBodies() throws IOException {
        byte[] plain = "{\"quantity\":1}".getBytes(StandardCharsets.UTF_8);
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(plain);
        }
        return Stream.of(
                arguments("Content-Encoding: gzip\r\n", zipped.toByteArray()),
                arguments("Content-Encoding: gzip\r\n", plain),
                arguments("content-encoding: BR\r\n", plain),
                arguments("Content-Encoding: identity, deflate\r\n", plain),
                arguments("Content-Encoding: identity\r\nContent-Encoding: zstd\r\n", plain),
                arguments("Content-Encoding: nonsense\r\n", plain));
    }

    /** A16. */
    @ParameterizedTest
    @MethodSource("encodedBodies")
    void aCompressedBodyIsRefusedWhetherItIsOneOrNot(String encoding, byte[] body) {
        int before = API.changes.get();
        try (RawClient client = server.connect()) {
            Answer answer = client.send(Refusals.post(server, "/v1/things", JSON + encoding, body))
                    .answer();
            Refusals.assertRefused(answer, 415, "UNSUPPORTED_MEDIA_TYPE");
            assertThat(answer.header("accept-encoding")).isEqualTo("identity");
            assertThat(answer.text("detail")).contains("Content-Encoding");
            Refusals.assertUsable(client);
        }
        assertThat(API.changes).hasValue(before);
    }

    static Stream<Arguments> badChunks() {
        return Stream.of(
                arguments("no size", "x\r\n{}\r\n0\r\n\r\n"),
                arguments("endless size", "fffffffffffffffff\r\n"),
                arguments("wrong size", "1\r\n{}\r\n0\r\n\r\n"),
                arguments("endless extension", "2;" + "a".repeat(5_000) + "\r\n{}\r\n0\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badChunks")
    void aBodyInBadChunksIsRefused(String what, String chunks) {
        try (RawClient client = server.connect()) {
            client.send(
                    "POST /v1/later HTTP/1.1\r\nHost: x\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
            Refusals.assertRefused(client.answer(), 400, "MALFORMED_REQUEST");
        }
        try (RawClient another = server.connect()) {
            Refusals.assertUsable(another);
        }
    }

    @Test
    void aLargeBodyInSmallChunksIsRefusedAndTheConnectionStaysUsable() {
        try (RawClient client = server.connect()) {
            client.send("POST /v1/later HTTP/1.1\r\nHost: x\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 100; i++) {
                client.send("400\r\n" + " ".repeat(0x400) + "\r\n");
            }
            client.send("0\r\n\r\n");
            Refusals.assertRefused(client.answer(), 413, "PAYLOAD_TOO_LARGE");
            Refusals.assertUsable(client);
        }
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        try (RawClient client = server.connect()) {
            byte[] body = "{\"quantity\":0,\"name\":7,\"rule\":{\"steps\":[{\"at\":1},{\"at\":10,\"x\":1}]}}"
                    .getBytes(StandardCharsets.UTF_8);
            Answer answer = client.send(Refusals.post(server, "/v1/things?a=1", JSON + "Idempotency-Key: \r\n", body))
                    .answer();
            assertThat(answer.json().path("errors"))
                    .extracting(error -> error.path("field").asText() + " "
                            + error.path("message").asText())
                    .containsExactlyInAnyOrder(
                            "quantity must be a whole number from 1 to 10",
                            "name must be a text",
                            "rule.steps[1].at must be a whole number from 0 to 9",
                            "rule.steps[1].x is not a field of this request",
                            "a is not a parameter of this route",
                            "Idempotency-Key must be 1 to 128 printable ASCII characters");
        }
    }

    @Test
    void aBodyOfThousandsOfUnknownFieldsIsNotEchoed() {
        StringBuilder body = new StringBuilder("{\"quantity\":1");
        for (int i = 0; i < 5_000; i++) {
            body.append(",\"").append("f").append(i).append("\":1");
        }
        try (RawClient client = server.connect()) {
            Answer answer = client.send(Refusals.post(
                            server,
                            "/v1/things",
                            JSON,
                            body.append('}').toString().getBytes(StandardCharsets.UTF_8)))
                    .answer();
            Refusals.assertRefused(answer, 422, "INVALID_REQUEST");
            assertThat(answer.json().path("errors")).hasSize(50);
        }
    }
}
