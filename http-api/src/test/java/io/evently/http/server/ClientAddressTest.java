package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.evently.http.read.RequestHeaders;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Security 21 and 37, A9: whose address counts behind proxies. */
class ClientAddressTest {

    private static final String PROXY = "10.0.0.1";
    private static final ClientAddress FORWARDING = forwarding();

    private static ClientAddress forwarding() {
        return new ClientAddress(TrustedProxies.of("10.0.0.0/8, 192.0.2.9, fd00::/8"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // As written, with a port, in brackets, with a zone, within IPv6.
                "203.0.113.7                   | 203.0.113.7",
                "203.0.113.7:51234             | 203.0.113.7",
                "2001:db8::7                   | 2001:db8::7",
                "[2001:db8::7]                 | 2001:db8::7",
                "[2001:DB8::7]:443             | 2001:db8::7",
                "fe80::1%eth0                  | fe80::1",
                "[fe80::1%25eth0]:443          | fe80::1",
                "::ffff:203.0.113.7            | 203.0.113.7",
                "[::ffff:203.0.113.7]:1        | 203.0.113.7",
                "::ffff:cb00:7107              | 203.0.113.7",
                // The last that is no proxy; what stands before it, anybody may have written.
                "1.2.3.4, 203.0.113.7          | 203.0.113.7",
                "1.2.3.4,203.0.113.7,10.1.1.1  | 203.0.113.7",
                "203.0.113.7, 192.0.2.9:80, [fd12::1]:80, ::ffff:10.2.3.4 | 203.0.113.7",
                "203.0.113.7, 192.0.2.8        | 192.0.2.8",
                ", 203.0.113.7 ,\t,             | 203.0.113.7",
                // Nothing but proxies: one of them asks for itself.
                "10.9.9.9, 10.1.1.1            | 10.9.9.9"
            })
    void theClientIsTheLastAddressThatIsNoProxy(String header, String client) {
        assertThat(client(PROXY, header)).isEqualTo(address(client));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "999.1.1.1",
                "999.999.999.999",
                ".:",
                ":.",
                "127.1",
                "1",
                "2130706433",
                "0x7f.0.0.1",
                "010.1.1.1",
                "localhost",
                "evently.example",
                "unknown",
                "_hidden",
                "for=1.2.3.4",
                "203.0.113.7:",
                "203.0.113.7:1:2",
                "203.0.113.7:x",
                "203.0.113.7:123456",
                "[203.0.113.7]",
                "[2001:db8::7",
                "2001:db8::7]",
                "[2001:db8::7]443",
                "[]",
                "[]:1",
                ":",
                "::1::",
                "1:2:3:4:5:6:7:8:9",
                "%eth0",
                "a%b:c",
                "203.0.113.7/32",
                "\u0661.1.1.1",
                "1.2.3.4\u0000"
            })
    void whatIsNoAddressIsNeverLookedUpAndEndsWhatIsBelieved(String entry) {
        assertThat(client(PROXY, entry)).isEqualTo(address(PROXY));
        assertThat(client(PROXY, "1.2.3.4, " + entry + ", 10.1.1.1")).isEqualTo(address("10.1.1.1"));
        assertThat(client(PROXY, entry + ", 203.0.113.7")).isEqualTo(address("203.0.113.7"));
    }

    @Test
    void severalHeadersAreOneInTheirOrder() {
        assertThat(client(PROXY, "1.2.3.4", "203.0.113.7", "10.1.1.1, 10.1.1.2"))
                .isEqualTo(address("203.0.113.7"));
    }

    @Test
    void onlyATrustedPeerIsBelieved() {
        assertThat(client("203.0.113.99", "1.2.3.4")).isEqualTo(address("203.0.113.99"));
        assertThat(client("192.0.2.8", "1.2.3.4")).isEqualTo(address("192.0.2.8"));
        assertThat(client("192.0.2.9", "1.2.3.4")).isEqualTo(address("1.2.3.4"));
        assertThat(client("fd00::5", "1.2.3.4")).isEqualTo(address("1.2.3.4"));
        assertThat(client(PROXY)).isEqualTo(address(PROXY));
    }

    @Test
    void anEndlessHeaderIsReadToItsThirtySecondHop() {
        assertThat(client(PROXY, "1.2.3.4" + ", 10.1.1.1".repeat(31))).isEqualTo(address("1.2.3.4"));
        assertThat(client(PROXY, "1.2.3.4" + ", 10.1.1.1".repeat(32))).isEqualTo(address("10.1.1.1"));
        assertThat(client(PROXY, "1.2.3.4" + ",".repeat(8_000))).isEqualTo(address(PROXY));
        assertThat(client(PROXY, "1".repeat(8_000))).isEqualTo(address(PROXY));
        String[] lines = Stream.generate(() -> "10.1.1.1").limit(64).toArray(String[]::new);
        assertThat(client(PROXY, lines)).isEqualTo(address("10.1.1.1"));
    }

    @Test
    void theOperatorIsToldOnceOfAProxyHeDidNotName() {
        Logger logger = (Logger) LoggerFactory.getLogger(ClientAddress.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            ClientAddress forwarding = forwarding();
            client(forwarding, PROXY, "1.2.3.4");
            client(forwarding, "203.0.113.99");
            assertThat(lines.list).isEmpty();
            client(forwarding, "203.0.113.99", "1.2.3.4");
            client(forwarding, "203.0.113.98", "1.2.3.4");
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.WARN);
        assertThat(lines.list.get(0).getFormattedMessage())
                .contains("EVENTLY_TRUSTED_PROXIES")
                .doesNotContain("203.0.113", "1.2.3.4");
    }

    private static InetAddress client(String peer, String... headers) {
        return client(FORWARDING, peer, headers);
    }

    private static InetAddress client(ClientAddress forwarding, String peer, String... headers) {
        HttpRequest request = HttpRequest.create()
                .withHeaders(Stream.of(headers)
                        .<HttpHeader>map(header -> RawHeader.create("X-Forwarded-For", header))
                        .toList());
        return forwarding.client(address(peer), new RequestHeaders(request));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
