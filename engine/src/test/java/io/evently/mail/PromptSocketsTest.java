package io.evently.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** No line of a mail waits for a server's confirmation of the lines before it. */
class PromptSocketsTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final PromptSockets sockets = new PromptSockets();

    @Test
    void everySocketSendsAtOnce() throws Exception {
        try (var server = new ServerSocket(0, 5, HERE);
                Socket later = sockets.createSocket();
                Socket byName = sockets.createSocket("127.0.0.1", server.getLocalPort());
                Socket byAddress = sockets.createSocket(HERE, server.getLocalPort());
                Socket fromHere = sockets.createSocket(HERE, server.getLocalPort(), HERE, 0);
                Socket fromHereByName = sockets.createSocket("127.0.0.1", server.getLocalPort(), HERE, 0)) {
            assertThat(later.isConnected()).isFalse();
            for (Socket each : new Socket[] {later, byName, byAddress, fromHere, fromHereByName}) {
                assertThat(each.getTcpNoDelay()).isTrue();
            }
        }
    }

    @Test
    void mailsGoByThem() {
        Session session = SmtpProvider.session(
                SmtpUrl.parse("smtp://mail.example.com:25"),
                "example.com",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));

        assertThat(session.getProperties().get("mail.smtp.socketFactory")).isInstanceOf(PromptSockets.class);
    }
}
