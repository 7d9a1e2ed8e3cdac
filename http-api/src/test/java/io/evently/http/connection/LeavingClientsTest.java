package io.evently.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.access.Access;
import io.evently.http.answer.Reply;
import io.evently.http.route.Endpoint;
import io.evently.http.server.RawClient;
import io.evently.http.server.TestServer;
import io.evently.routes.Eventually;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** A stream ends when its client closes the connection, though nothing is written to it. */
class LeavingClientsTest {

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    @Test
    void aStreamThatSaysNothingEndsWithItsClient() {
        Endpoint silent = Endpoint.get("/v1/silence", Access.PUBLIC, call -> Reply.stream(
                        MediaTypes.TEXT_EVENT_STREAM.toContentType(),
                        Source.<ByteString>maybe().watchTermination((unused, end) -> {
                            begun.incrementAndGet();
                            return end.whenCompleteAsync((done, failure) -> ended.incrementAndGet(), Runnable::run);
                        }))
                .now());
        try (TestServer server = new TestServer(List.of(silent.producing("text/event-stream")), settings -> settings)) {
            try (RawClient client = server.connect()) {
                client.request("GET", "/v1/silence", "", "");
                assertThat(client.answerToHead().status()).isEqualTo(200);
                Eventually.until(() -> begun.get() == 1);
                assertThat(ended).hasValue(0);
            }
            Eventually.until(() -> ended.get() == 1);
        }
    }
}
