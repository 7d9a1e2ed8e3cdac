package io.evently.loadtest.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadClientTest {

    private static final Limits GENEROUS = new Limits(1_000_000, Duration.ofMinutes(5), Duration.ofMinutes(5));
    private static final byte[] GET = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1);

    private final AtomicInteger served = new AtomicInteger();
    private final Set<Integer> clientPorts = ConcurrentHashMap.newKeySet();
    private final Set<String> clientAddresses = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/x", exchange -> {
            served.incrementAndGet();
            clientPorts.add(exchange.getRemoteAddress().getPort());
            clientAddresses.add(exchange.getRemoteAddress().getAddress().getHostAddress());
            byte[] body = "hello".getBytes(ISO_8859_1);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void everyCallerGetsAnAnswerToEachOfItsRequests() {
        List<Scripted> callers = callers(8, 50);

        Measured measured = LoadClient.run(server.getAddress(), callers, GENEROUS);

        assertThat(measured.answered(200)).isEqualTo(400);
        assertThat(measured.answered()).isEqualTo(400);
        assertThat(measured.lost()).isZero();
        assertThat(measured.latencies().getTotalCount()).isEqualTo(400);
        assertThat(served).hasValue(400);
        assertThat(callers).allSatisfy(caller -> assertThat(caller.heard).hasSize(50));
        assertThat(measured.perSecond(200)).isPositive().isEqualTo(measured.perSecond());
        assertThat(measured.millisAt(99)).isPositive();
    }

    @Test
    void connectionsMadeBeforeTheClockStartsAreThoseThatAreUsed() {
        Measured measured = LoadClient.runConnected(server.getAddress(), callers(3, 20), GENEROUS);

        assertThat(measured.answered(200)).isEqualTo(60);
        assertThat(clientPorts).hasSize(3);
    }

    @Test
    void callersMayComeFromAnotherAddress() throws IOException {
        InetAddress other = InetAddress.getByName("127.0.0.2");

        Measured measured = LoadClient.runFrom(other, server.getAddress(), callers(3, 2), GENEROUS);

        assertThat(measured.answered(200)).isEqualTo(6);
        assertThat(clientAddresses).containsExactly("127.0.0.2");
    }

    @Test
    void aConnectionIsKeptForTheNextRequest() {
        LoadClient.run(server.getAddress(), callers(3, 20), GENEROUS);

        assertThat(clientPorts).hasSize(3);
    }

    @Test
    void noMoreIsSentThanTheLimitAllows() {
        Measured measured = LoadClient.run(
                server.getAddress(), callers(4, 1000), new Limits(10, Duration.ofMinutes(5), Duration.ofMinutes(5)));

        assertThat(measured.answered()).isEqualTo(10);
        assertThat(served).hasValue(10);
    }

    @Test
    void nothingIsSentWhenTheTimeIsOver() {
        var caller = new Scripted(Integer.MAX_VALUE);

        Measured measured = LoadClient.run(
                server.getAddress(),
                List.of(caller),
                new Limits(Long.MAX_VALUE, Duration.ofMillis(100), Duration.ofMinutes(5)));

        assertThat(measured.answered()).isPositive().isEqualTo(served.get());
    }

    @Test
    void aPausedCallerIsAskedAgainOnlyAfterItsPause() {
        var pause = Duration.ofMillis(80);
        var caller = new Scripted(2);
        caller.before.add(new Step.Pause(pause));

        Measured measured = LoadClient.run(server.getAddress(), List.of(caller), GENEROUS);

        assertThat(measured.elapsed()).isGreaterThanOrEqualTo(pause);
        assertThat(caller.heard).hasSize(2);
    }

    @Test
    void aRefusedConnectionIsALostRequestAndNotAnError() {
        // A port that is given to nobody.
        var nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        var caller = new Scripted(2);

        Measured measured = LoadClient.run(nowhere, List.of(caller), GENEROUS);

        assertThat(measured.lost()).isEqualTo(2);
        assertThat(caller.heard).hasSize(2).allMatch(Outcome.Lost.class::isInstance);
    }

    @Test
    void anAnswerCutOffIsLostAndTheNextRequestGetsANewConnection() throws Exception {
        try (var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var answering = threads.submit(() -> {
                try (var first = socket.accept()) {
                    first.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Le".getBytes(ISO_8859_1));
                }
                try (var second = socket.accept()) {
                    second.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1));
                    return second.getInputStream().read();
                }
            });
            var caller = new Scripted(2);

            LoadClient.run((InetSocketAddress) socket.getLocalSocketAddress(), List.of(caller), GENEROUS);

            assertThat(caller.heard.get(0)).isInstanceOf(Outcome.Lost.class);
            assertThat(caller.heard.get(1)).isInstanceOf(Outcome.Answer.class);
            answering.get();
        }
    }

    @Test
    void aServerThatSaysNothingIsGivenUpWhenPatienceEnds() throws IOException {
        try (var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var caller = new Scripted(1);

            Measured measured = LoadClient.run(
                    (InetSocketAddress) socket.getLocalSocketAddress(),
                    List.of(caller),
                    new Limits(10, Duration.ofMinutes(1), Duration.ofMillis(50)));

            assertThat(measured.lost()).isEqualTo(1);
            assertThat(caller.heard).singleElement().isInstanceOf(Outcome.Lost.class);
        }
    }

    private static List<Scripted> callers(int count, int requests) {
        return IntStream.range(0, count).mapToObj(i -> new Scripted(requests)).toList();
    }

    /** Sends the same request a number of times, after the steps asked to come before. */
    private static final class Scripted implements Caller {

        final Deque<Step> before = new ArrayDeque<>();
        final List<Outcome> heard = new ArrayList<>();
        private int left;

        Scripted(int requests) {
            left = requests;
        }

        @Override
        public Step next() {
            if (!before.isEmpty()) {
                return before.remove();
            }
            return left-- > 0 ? new Step.Send(GET) : new Step.Done();
        }

        @Override
        public void heard(Outcome outcome) {
            heard.add(outcome);
        }
    }
}
