package io.evently.loadtest.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {

    private final ResponseParser parser = new ResponseParser();

    @Test
    void readsABodyOfKnownLength() throws IOException {
        assertThat(parser.feed(bytes("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello")))
                .isTrue();

        var answer = parser.take(7);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(text(answer)).isEqualTo("hello");
        assertThat(answer.latencyNanos()).isEqualTo(7);
        assertThat(answer.replayed()).isFalse();
        assertThat(answer.retryAfter()).isNull();
        assertThat(parser.keepAlive()).isTrue();
    }

    @Test
    void readsAChunkedBodyWithExtensionsAndTrailers() throws IOException {
        String response = lines(
                "HTTP/1.1 200 OK",
                "Transfer-Encoding: chunked",
                "",
                "5;x=y",
                "hello",
                "A",
                ", evently!",
                "0",
                "Trailer: 1",
                "");

        assertThat(parser.feed(bytes(response))).isTrue();
        assertThat(text(parser.take(0))).isEqualTo("hello, evently!");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"
            })
    void doesNotMindHowTheBytesArrive(String response) throws IOException {
        byte[] all = response.getBytes(ISO_8859_1);
        for (int i = 0; i < all.length - 1; i++) {
            assertThat(parser.feed(ByteBuffer.wrap(all, i, 1)))
                    .as("after byte %d", i)
                    .isFalse();
        }
        assertThat(parser.feed(ByteBuffer.wrap(all, all.length - 1, 1))).isTrue();
        assertThat(text(parser.take(0))).isEqualTo("hello");
    }

    @Test
    void readsTheHeadersThatMatterInAnyCase() throws IOException {
        String response = lines(
                "HTTP/1.1 503 Service Unavailable",
                "retry-AFTER: 2",
                "IDEMPOTENT-replayed: true",
                "connection: Close",
                "content-length: 0",
                "");

        assertThat(parser.feed(bytes(response))).isTrue();
        assertThat(parser.keepAlive()).isFalse();
        var answer = parser.take(0);
        assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(answer.replayed()).isTrue();
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void carriesNothingFromOneResponseIntoTheNext() throws IOException {
        parser.feed(bytes(
                "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nIdempotent-Replayed: true\r\nContent-Length: 4\r\n\r\nbusy"));
        parser.take(0);
        assertThat(parser.feed(bytes("HTTP/1.1 204 No Content\r\n\r\n"))).isTrue();

        var answer = parser.take(0);
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.retryAfter()).isNull();
        assertThat(answer.replayed()).isFalse();
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void skipsInterimResponses() throws IOException {
        assertThat(parser.feed(bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")))
                .isTrue();
        assertThat(parser.take(0).status()).isEqualTo(204);
    }

    @Test
    void readsToTheEndOfTheConnectionWithoutALength() throws IOException {
        assertThat(parser.feed(bytes("HTTP/1.0 200 OK\r\n\r\nhello"))).isFalse();
        assertThat(parser.feedEnd()).isTrue();
        assertThat(text(parser.take(0))).isEqualTo("hello");
        assertThat(parser.keepAlive()).isFalse();
    }

    @Test
    void aConnectionThatEndsTooEarlyCompletesNothing() throws IOException {
        parser.feed(bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"));
        assertThat(parser.feedEnd()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 abc OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"
            })
    void refusesWhatIsNoHttp(String response) {
        assertThatThrownBy(() -> parser.feed(bytes(response))).isInstanceOf(IOException.class);
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }

    private static String text(Outcome.Answer answer) {
        return new String(answer.body(), ISO_8859_1);
    }
}
