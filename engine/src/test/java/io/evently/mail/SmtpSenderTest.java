package io.evently.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.evently.mail.MailFailure.Kind;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails by SMTP: to servers as they are, and to servers that refuse, fall silent or break off. */
class SmtpSenderTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Mail MAIL = MimeMailTest.mail("Your seats", "Ada", MimeMailTest.PLAIN);

    private ScriptedSmtp server;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedSmtp();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static ServerSetup setup(String protocol) {
        ServerSetup setup = new ServerSetup(0, "127.0.0.1", protocol);
        setup.setServerStartupTimeout(LONG.toMillis());
        return setup;
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtps"})
    void aRealServerTakesThemFromWhoItKnows(String protocol) throws Exception {
        GreenMail green = new GreenMail(setup(protocol));
        green.start();
        try {
            green.setUser("us", "us", "our password");
            int port = (protocol.equals("smtps") ? green.getSmtps() : green.getSmtp()).getPort();
            SmtpUrl url = SmtpUrl.parse(protocol + "://us:our%20password@127.0.0.1:" + port);
            try (MailProvider.Sender sender = provider(url, trusting()).open()) {
                sender.send(MAIL);
                sender.send(MAIL);
            }
            assertThat(green.getReceivedMessages()).hasSize(2);
            assertThat(green.getReceivedMessages()[0].getMessageID()).isEqualTo(MAIL.messageId());

            SmtpUrl wrong = SmtpUrl.parse(protocol + "://us:other@127.0.0.1:" + port);
            assertThat(failure(provider(wrong, trusting())).kind()).isEqualTo(Kind.UNAVAILABLE);
        } finally {
            green.stop();
        }
    }

    @Test
    void aCertificateThatNobodyKnowsIsNotTrusted() {
        GreenMail green = new GreenMail(setup("smtps"));
        green.start();
        try {
            SmtpUrl url = SmtpUrl.parse("smtps://127.0.0.1:" + green.getSmtps().getPort());
            MailFailure failure = failure(provider(url, null));
            assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(green.getReceivedMessages()).isEmpty();
        } finally {
            green.stop();
        }
    }

    @Test
    void aServerThatMustStartTlsAndDoesNotGetsNothing() {
        SmtpUrl url = SmtpUrl.parse("smtp://127.0.0.1:" + server.port() + "?starttls=required");
        assertThat(failure(provider(url, null)).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(server.mails).isEmpty();
    }

    @Test
    void aConnectionIsKept() throws Exception {
        try (MailProvider.Sender sender = server.provider(LONG).open()) {
            for (int i = 0; i < 20; i++) {
                sender.send(MAIL);
            }
        }
        assertThat(server.mails).hasSize(20);
        assertThat(server.connections).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 5.1.1 <ada@example.com>: no such user, BAD_ADDRESS",
        "RCPT, 550 5.1.2 no such host, BAD_ADDRESS",
        "RCPT, 553 5.1.3 no address, BAD_ADDRESS",
        "RCPT, 550 5.1.6 moved, BAD_ADDRESS",
        "RCPT, 556 5.1.10 the domain takes no mail, BAD_ADDRESS",
        "RCPT, 550 5.2.1 the mailbox is disabled, BAD_ADDRESS",
        "RCPT, 550 5.1.0 address rejected, REFUSED",
        "RCPT, 553 5.1.7 sender address rejected, UNAVAILABLE",
        "RCPT, 550 5.1.8 sender address rejected: domain not found, UNAVAILABLE",
        "RCPT, 550 5.7.1 you are on a list, REFUSED",
        "RCPT, 550 5.7.1 see 5.1.1 of our policy, REFUSED",
        "RCPT, 550 5.2.3 message too long, REFUSED",
        "RCPT, 552 5.2.2 mailbox of ada@example.com is full, REFUSED",
        "RCPT, 450 4.2.1 come again, LATER",
        "RCPT, 421 4.3.2 going down, UNAVAILABLE",
        "MAIL, 553 5.7.1 no-reply@example.com is not yours, UNAVAILABLE",
        "MAIL, 451 4.7.1 come again, UNAVAILABLE",
        "DATA, 554 5.7.1 no, REFUSED",
        "., 554 5.6.0 spam, REFUSED",
        "., 451 4.3.0 disk full, LATER",
        "., end, BROKEN_OFF",
        "DATA, end, BROKEN_OFF",
        "RCPT, end, BROKEN_OFF",
        "., silence, BROKEN_OFF",
        "RCPT, silence, BROKEN_OFF",
        "EHLO, 554 no, UNAVAILABLE",
        "'', 554 no, UNAVAILABLE",
        "'', end, UNAVAILABLE",
    })
    void whatAServerSaysDecidesWhatFollows(String command, String answer, Kind kind) throws Exception {
        server.script = said -> said.equals(command)
                        || (!command.isEmpty() && said.startsWith(command + " "))
                        || (command.equals("EHLO") && said.startsWith("HELO"))
                ? answer
                : null;
        Duration read = answer.equals(ScriptedSmtp.SILENCE) ? Duration.ofMillis(200) : LONG;
        try (MailProvider.Sender sender = server.provider(read).open()) {
            MailFailure failure = catchThrowableOfType(MailFailure.class, () -> sender.send(MAIL));

            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
            assertThat(failure.getMessage()).doesNotContain("ada@").doesNotContain("no-reply@");

            server.script = said -> null;
            sender.send(MAIL);
            assertThat(server.mails).as("the next one goes").hasSize(1);
        }
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        // Nobody listens there.
        SmtpUrl nobody = SmtpUrl.parse("smtp://127.0.0.1:1");

        assertThat(failure(provider(nobody, null)).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void aConnectionThatDiedMeanwhileIsMadeAnew() throws Exception {
        try (MailProvider.Sender sender = server.provider(LONG).open()) {
            sender.send(MAIL);
            server.script = said -> said.startsWith("MAIL ") ? ScriptedSmtp.END : null;
            assertThatThrownBy(() -> sender.send(MAIL)).isInstanceOf(MailFailure.class);
            server.script = said -> null;
            sender.send(MAIL);
        }
        assertThat(server.mails).hasSize(2);
        assertThat(server.connections).hasSize(2);
    }

    @Test
    void anAddressThatIsNotAsciiNeedsAServerThatKnowsIt() throws Exception {
        Mail mail = new Mail(MAIL.id(), 0, MAIL.from(), "jürgen@example.com", "Jürgen", MAIL.text(), MAIL.createdAt());
        try (MailProvider.Sender sender = server.provider(LONG).open()) {
            MailFailure refused = catchThrowableOfType(MailFailure.class, () -> sender.send(mail));
            assertThat(refused.kind()).as("it is not tried again").isEqualTo(Kind.REFUSED);
            assertThat(refused.getMessage()).startsWith("SMTPUTF8").doesNotContain("jürgen");
        }
        List<String> commands = new CopyOnWriteArrayList<>();
        server.script = said -> {
            commands.add(said);
            return said.startsWith("EHLO") ? "250-scripted\r\n250-8BITMIME\r\n250 SMTPUTF8" : null;
        };
        try (MailProvider.Sender sender = server.provider(LONG).open()) {
            sender.send(mail);
        }
        assertThat(server.mails).hasSize(1);
        assertThat(server.mails.get(0)).contains("jürgen@example.com");
        assertThat(commands).anyMatch(each -> each.startsWith("MAIL ") && each.endsWith(" SMTPUTF8"));
    }

    private static SmtpProvider provider(SmtpUrl url, SSLSocketFactory sockets) {
        return new SmtpProvider(url, "example.com", LONG, LONG, sockets);
    }

    /** Trusts everybody: the server of the tests vouches for itself. */
    private static SSLSocketFactory trusting() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        return context.getSocketFactory();
    }

    private static final class Trusting extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            // Everybody is.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            // Everybody is.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // Everybody is.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // Everybody is.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // Everybody is.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // Everybody is.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static MailFailure failure(MailProvider provider) {
        try (MailProvider.Sender sender = provider.open()) {
            return catchThrowableOfType(MailFailure.class, () -> sender.send(MAIL));
        }
    }
}
