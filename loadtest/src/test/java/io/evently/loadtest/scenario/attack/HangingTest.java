package io.evently.loadtest.scenario.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that stay on the line, against a server that answers as the test wants. */
class HangingTest {

    private static final int WANTED = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ConcurrentLinkedQueue<Socket> accepted = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private ServerSocket server;

    /** What the server does with a connection. */
    private interface Manner {
        void treat(Socket socket) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        threads.shutdownNow();
        for (Socket socket : accepted) {
            socket.close();
        }
    }

    private AttackerOutcome hangOn(Manner manner, byte[] drip, Predicate<AttackerOutcome> enough) throws IOException {
        var unused = threads.submit(() -> {
            while (true) {
                Socket socket = server.accept();
                accepted.add(socket);
                manner.treat(socket);
            }
        });
        var hanging = new Hanging(
                new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
                InetAddress.getByName("127.0.0.2"),
                WANTED,
                200,
                () -> ascii("GET"),
                drip,
                Duration.ofMillis(20));
        long end = System.nanoTime() + PATIENCE.toNanos();
        return hanging.run(() -> enough.test(hanging.soFar()) || System.nanoTime() - end > 0);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void thoseThatAreLetStayAndSpeakFromTimeToTimeFromTheirOwnAddress() throws IOException {
        List<String> heard = new CopyOnWriteArrayList<>();
        AttackerOutcome did = hangOn(
                socket -> heard.add(socket.getInetAddress().getHostAddress() + " "
                        + new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII)),
                ascii("a"),
                soFar -> heard.size() == WANTED);

        assertThat(heard).hasSize(WANTED).containsOnly("127.0.0.2 GETaa");
        assertThat(did.mostOpen()).isEqualTo(WANTED);
        assertThat(did.lost()).isZero();
    }

    @Test
    void whoIsAnsweredWithSuccessStaysAndWhoIsRefusedTriesAgain() throws IOException {
        var statuses = List.of("200 OK", "429 Too Many Requests").iterator();
        AttackerOutcome did = hangOn(
                socket -> {
                    String status = statuses.hasNext() ? statuses.next() : "200 OK";
                    socket.getOutputStream().write(ascii("HTTP/1.1 " + status + "\r\n\r\n"));
                },
                null,
                soFar -> soFar.answers().getOrDefault(200, 0L) == WANTED);

        assertThat(did.answers()).containsEntry(200, (long) WANTED).containsEntry(429, 1L);
        assertThat(did.lost()).isZero();
    }

    @Test
    void whoIsThrownOutIsCountedAndComesBack() throws IOException {
        AttackerOutcome did = hangOn(Socket::close, null, soFar -> soFar.lost() > WANTED);

        assertThat(did.lost()).isGreaterThan(WANTED);
        assertThat(did.answers()).isEmpty();
    }
}
