package io.evently.loadtest.attack;

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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that stay on the line, against a server that answers as the test wants. */
class HangingTest {

    private static final int WANTED = 5;
    private static final Duration TIME = Duration.ofMillis(700);

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

    private Did hangOn(Manner manner, byte[] drip) throws IOException {
        var unused = threads.submit(() -> {
            while (true) {
                Socket socket = server.accept();
                accepted.add(socket);
                manner.treat(socket);
            }
        });
        return new Hanging(
                        new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
                        InetAddress.getByName("127.0.0.2"),
                        WANTED,
                        200,
                        () -> ascii("GET"),
                        drip,
                        Duration.ofMillis(20))
                .run(TIME);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void thoseThatAreLetStayAndSpeakFromTimeToTimeFromTheirOwnAddress() throws IOException {
        Did did = hangOn(socket -> {}, ascii("a"));

        assertThat(did.mostOpen()).isEqualTo(WANTED);
        assertThat(did.lost()).isZero();
        assertThat(accepted).hasSize(WANTED).allSatisfy(socket -> {
            assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("127.0.0.2");
            assertThat(new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII))
                    .isEqualTo("GETaa");
        });
    }

    @Test
    void whoIsAnsweredWithSuccessStaysAndWhoIsRefusedTriesAgain() throws IOException {
        var statuses = List.of("200 OK", "429 Too Many Requests").iterator();
        Did did = hangOn(
                socket -> {
                    String status = statuses.hasNext() ? statuses.next() : "200 OK";
                    socket.getOutputStream().write(ascii("HTTP/1.1 " + status + "\r\n\r\n"));
                },
                null);

        assertThat(did.answers()).containsEntry(200, (long) WANTED).containsEntry(429, 1L);
        assertThat(did.lost()).isZero();
    }

    @Test
    void whoIsThrownOutIsCountedAndComesBack() throws IOException {
        Did did = hangOn(Socket::close, null);

        assertThat(did.lost()).isGreaterThan(WANTED);
        assertThat(did.answers()).isEmpty();
    }
}
