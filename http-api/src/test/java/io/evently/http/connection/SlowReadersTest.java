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
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Security 10: memory follows what clients take, not how many of them ask and do not read. */
class SlowReadersTest {

    /** More than the system keeps for a client (6 MB and 4 MB at most). */
    private static final int LARGE = 24 * 1024 * 1024;

    private static final byte[] BYTES = new byte[LARGE];

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<RawClient> clients = new ArrayList<>();
    private TestServer server;

    private void start(String terms) {
        server = new TestServer(
                List.of(
                        Endpoint.get("/v1/large", Access.PUBLIC, call -> Reply.bytes(
                                        200, ContentTypes.APPLICATION_OCTET_STREAM, BYTES)
                                .now()),
                        Endpoint.get("/v1/stream", Access.PUBLIC, call -> Reply.stream(
                                        ContentTypes.parse("text/event-stream"),
                                        Source.repeat(ByteString.fromArray(new byte[10_000])))
                                .now()),
                        Endpoint.get("/v1/small", Access.PUBLIC, call -> Reply.ok(json -> json.flag("small", true))
                                .now())),
                registry,
                terms);
    }

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
        server.close();
    }

    private RawClient ask(String from, String target) {
        RawClient client = new RawClient(server.port(), from, 16 * 1024);
        clients.add(client);
        return client.request("GET", target, "", "");
    }

    @Test
    void anAnswerThatNobodyTakesIsCut() {
        start("evently.http.connections.progress-timeout = 500ms");
        RawClient lazy = ask("127.0.0.1", "/v1/large");

        Eventually.until(() -> ended("answer") == 1);

        assertThat(lazy.everything().length()).isLessThan(LARGE);
        Eventually.until(() -> unsent() == 0);
    }

    @Test
    void aStreamThatNobodyTakesIsCut() {
        start("evently.http.connections.progress-timeout = 500ms");
        ask("127.0.0.1", "/v1/stream");
        Eventually.until(() -> ended("answer") == 1);
    }

    /** Whoever takes a little now and then holds the rest in memory. */
    @Test
    void anAnswerHasAnEndHoweverSlowlyItIsTaken() {
        start("evently.http.connections.answer-timeout = 1s");
        RawClient slow = ask("127.0.0.1", "/v1/large");

        Eventually.until(() -> slow.read(4_096) < 0);

        assertThat(ended("answer")).isEqualTo(1);
        Eventually.until(() -> unsent() == 0);
    }

    @Test
    void whoReadsGetsAllOfIt() {
        start("");
        Answer answer = ask("127.0.0.1", "/v1/large").answer();
        assertThat(answer.body().length()).isEqualTo(LARGE);
        Eventually.until(() -> unsent() == 0);
    }

    @Test
    void largeAnswersThatWaitHaveABound() {
        start("evently.http.connections.unsent-answers = 40m");
        ask("127.0.0.1", "/v1/large");
        Eventually.until(() -> unsent() > 0);

        Answer second = ask("127.0.0.1", "/v1/large").answer();
        assertThat(second.status()).as("more than an address' share").isEqualTo(503);
        assertThat(second.code()).isEqualTo("BUSY");
        assertThat(second.headers()).containsKey("retry-after");
        assertThat(ask("127.0.0.1", "/v1/small").answer().status())
                .as("small ones do not count")
                .isEqualTo(200);
    }

    @Test
    void whoDoesNotReadIsInNobodyElsesWay() {
        start("evently.http.connections.unsent-answers = 64m");
        ask("127.0.0.2", "/v1/large");
        Eventually.until(() -> unsent() > 0);
        assertThat(ask("127.0.0.2", "/v1/large").answer().status()).isEqualTo(503);
        assertThat(ask("127.0.0.1", "/v1/large").answer().status()).isEqualTo(200);
    }

    private double unsent() {
        return registry.get("evently.http.unsent.answers").gauge().value();
    }

    private double ended(String why) {
        return registry.get("evently.http.connections.ended")
                .tag("why", why)
                .counter()
                .count();
    }
}
