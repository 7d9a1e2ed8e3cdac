package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.access.Access;
import io.evently.http.answer.Reply;
import io.evently.http.route.Endpoint;
import io.evently.http.server.RawClient.Answer;
import io.evently.routes.Eventually;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GracefulStopTest {

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CompletableFuture<Reply> decision = new CompletableFuture<>();
    private final AtomicInteger handled = new AtomicInteger();
    private final TestServer server = new TestServer(
            List.of(
                    Endpoint.post("/v1/decisions", Access.PUBLIC, call -> {
                        arrived.countDown();
                        return decision;
                    }),
                    Endpoint.post(
                            "/v1/quick",
                            Access.PUBLIC,
                            call -> CompletableFuture.supplyAsync(() -> {
                                handled.incrementAndGet();
                                return Reply.noContent();
                            }))),
            settings -> settings);

    @AfterEach
    void close() {
        decision.complete(Reply.noContent());
        server.close();
    }

    @Test
    void whatWasAcceptedIsFinishedAndNothingElseIsAccepted() throws InterruptedException {
        try (RawClient accepted = server.connect();
                RawClient idle = server.connect()) {
            assertThat(idle.request("POST", "/v1/quick", "", "").answer().status())
                    .isEqualTo(204);
            accepted.request("POST", "/v1/decisions", "", "");
            arrived.await();

            server.system.terminate();

            Eventually.until(this::refusesConnections);
            decision.complete(Reply.created("/v1/decisions/1", json -> json.flag("done", true)));
            Answer answer = accepted.answer();
            assertThat(answer.status()).isEqualTo(201);
            assertThat(accepted.isClosed()).isTrue();
            assertThat(idle.isClosed()).isTrue();
        }
    }

    @Test
    void underLoadEveryRequestThatWasHandledIsAnswered() {
        var answered = new AtomicInteger();
        List<CompletableFuture<Void>> clients = IntStream.range(0, 20)
                .mapToObj(i ->
                        CompletableFuture.runAsync(() -> askUntilHungUp(answered), Executors.newSingleThreadExecutor()))
                .toList();
        Eventually.until(() -> answered.get() > 100);

        TestServer.await(server.server.stop(Eventually.PATIENCE));

        clients.forEach(TestServer::await);
        assertThat(answered).hasValue(handled.get());
    }

    @Test
    void aRequestThatIsNotFinishedInTimeDoesNotHoldTheServer() throws InterruptedException {
        try (RawClient accepted = server.connect()) {
            accepted.request("POST", "/v1/decisions", "", "");
            arrived.await();
            TestServer.await(server.server.stop(Duration.ofMillis(100)));
        }
    }

    private boolean refusesConnections() {
        try (RawClient late = server.connect()) {
            return false;
        } catch (UncheckedIOException refused) {
            return true;
        }
    }

    private void askUntilHungUp(AtomicInteger answered) {
        try (RawClient client = server.connect()) {
            boolean goesOn = true;
            while (goesOn) {
                Answer answer = client.request("POST", "/v1/quick", "", "").answer();
                answered.addAndGet(answer.status() == 204 ? 1 : 0);
                goesOn = !answer.headers().getOrDefault("connection", "").equals("close");
            }
        } catch (UncheckedIOException hungUp) {
            // Cut while it was idle: nothing it asked for was handled.
        }
    }
}
