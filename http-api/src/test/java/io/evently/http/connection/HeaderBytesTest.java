package io.evently.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.evently.http.server.RawClient;
import io.evently.http.server.TestApi;
import io.evently.http.server.TestServer;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes above 127 in headers. The first of a longer character takes the bytes behind it for its own: if these are the end of
 * the line, the next header is gone, or the end of the head.
 */
class HeaderBytesTest {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");
    private static final String GET = "GET /v1/things HTTP/1.1\r\nHost: x\r\n";
    private static final String HIDDEN = GET + "\r\n";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(new TestApi().endpoints(), settings -> settings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> heads() {
        String length = "Content-Length: " + HIDDEN.length() + "\r\n";
        String chunks = Integer.toHexString(HIDDEN.length()) + "\r\n" + HIDDEN + "\r\n0\r\n\r\n";
        // To whom the end of the head is gone: two headers, a body, and a request behind it.
        String swallowed = "X-B: y\r\n\r\n" + HIDDEN;
        String swallowedLength = "Content-Length: " + swallowed.length() + "\r\n";
        return Stream.of(
                arguments("a length", GET + "Referer: \u00e9\r\n" + length + "\r\n" + HIDDEN, "400"),
                arguments("a length", GET + "X-A: a\u00f0\r\n" + length + "\r\n" + HIDDEN, "400"),
                arguments("a length", GET + "X-A: \u00f0\u009f\r\n" + length + "\r\n" + HIDDEN, "400"),
                arguments("a length, by its line feed", GET + "X-A: \u00c3\n" + length + "\r\n" + HIDDEN, "400"),
                arguments("chunks", GET + "X-A: \u00f0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, "400"),
                arguments("a token", GET + "User-Agent: Caf\u00e9\r\nAuthorization: Bearer x\r\n\r\n", "400"),
                arguments(
                        "the end", GET + swallowedLength + "X-A: \u00e9\r\n\r\n" + swallowed + HIDDEN.repeat(3), "400"),
                arguments(
                        "the end", GET + swallowedLength + "X-A: \u00f0\r\n\r\n" + swallowed + HIDDEN.repeat(3), "400"),
                arguments(
                        "the end",
                        GET + swallowedLength + "X-A: \u00f0\u009f\r\n\r\n" + swallowed + HIDDEN.repeat(3),
                        "400"),
                arguments(
                        "the end",
                        GET + swallowedLength + "X-A: \u00f0a\r\n\r\n" + swallowed + HIDDEN.repeat(3),
                        "400"),
                arguments("nothing", GET + "User-Agent: Caf\u00c3\u00a9\r\n" + length + "\r\n" + HIDDEN, "200"),
                arguments("nothing", GET + "Accept: */*\r\nX-A: Caf\u00c3\u00a9\r\n\r\n", "200"),
                arguments("nothing", GET + "X-A: \u00e6\u009d\u00b1\r\n\r\n", "200"),
                arguments("nothing", GET + length + "X-A: \u00f0\u009f\u0098\u0080\r\n\r\n" + HIDDEN, "200"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("heads")
    void noByteTakesTheEndOfItsLineWithIt(String taken, String bytes, String expected) {
        String answers;
        try (RawClient client = server.connect()) {
            answers = client.send(bytes).finish().everything();
        }
        List<String> statuses =
                STATUS.matcher(answers).results().map(match -> match.group(1)).toList();
        assertThat(statuses).as("%s is swallowed: %s", taken, answers).containsExactly(expected);
    }
}
