package io.evently.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the address of a webhook may look like, and what it may not. */
class WebhookUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://tickets.example",
                "https://tickets.example/hooks?a=b&c=%20",
                "https://tickets.example:8443/",
                "https://xn--mller-kva.example/",
                "HTTPS://tickets.example./",
                "https://8.8.8.8/",
                "https://[2606:4700::1111]/"
            })
    void usualOnesAreTaken(String url) {
        assertThat(WebhookUrl.problemWith(url, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tickets.example",
                "/hooks",
                "http://tickets.example/",
                "ftp://tickets.example/",
                "file:///etc/passwd",
                "https:tickets.example",
                "https://",
                "https:///hooks",
                "https://user@tickets.example/",
                "https://user:password@tickets.example/",
                "https://tickets.example/#there",
                "https://tickets.example/a b",
                "https://tickets.example\\@127.0.0.1/",
                "https://müller.example/",
                "https://tickets.example:0/",
                "https://tickets.example:65536/",
                "https://-a.example/",
                "https://a_b.example/",
                "https://a..example/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://017700000001/",
                "https://0177.0.0.1/",
                "https://0x7f.0.0.1/",
                "https://127.1/",
                "https://127.0.1/",
                "https://127.0.0.1.2/",
                "https://127.0.0.256/",
                "https://127.0.0.01/",
                "https://127.0.0.1./",
                "https://tickets.0x1/",
                "https://[::1%25lo]/",
                "https://[::1/",
                "https://tickets.example/\r\nX-Header: 1"
            })
    void strangeOnesAreRefused(String url) {
        assertThat(WebhookUrl.problemWith(url, false)).isPresent();
    }

    @Test
    void itIsAsLongAsItMayBe() {
        String begun = "https://tickets.example/";
        assertThat(WebhookUrl.problemWith(begun + "a".repeat(WebhookUrl.LONGEST - begun.length()), false))
                .isEmpty();
        assertThat(WebhookUrl.problemWith(begun + "a".repeat(WebhookUrl.LONGEST - begun.length() + 1), false))
                .isPresent();
    }

    @Test
    void plainOnesAreTakenWhereThatIsAllowed() {
        assertThat(WebhookUrl.problemWith("http://127.0.0.1:8080/hooks", true)).isEmpty();
    }

    @Test
    void itNamesHostAndPort() {
        assertThat(WebhookUrl.hostOf(URI.create("https://[::1]/"))).isEqualTo("::1");
        assertThat(WebhookUrl.portOf(URI.create("https://a.example/"))).isEqualTo(443);
        assertThat(WebhookUrl.portOf(URI.create("http://a.example/"))).isEqualTo(80);
        assertThat(WebhookUrl.portOf(URI.create("https://a.example:8443/"))).isEqualTo(8443);
    }
}
