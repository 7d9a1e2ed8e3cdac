package io.evently.mail;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.evently.mail.MailFailure.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mails by SendGrid's API: what it is told, and what follows from its answers. */
class SendGridProviderTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Mail MAIL = MimeMailTest.mail("Your\r\nseats", "Ada", MimeMailTest.PLAIN);

    private static WireMockServer server;

    @BeforeAll
    static void start() {
        server = new WireMockServer(
                WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @BeforeEach
    void reset() {
        server.resetAll();
    }

    private static SendGridProvider provider(Duration read) {
        return new SendGridProvider(URI.create(server.baseUrl()), "SG.key", LONG, read);
    }

    private static void answers(ResponseDefinitionBuilder answer) {
        server.stubFor(post(urlEqualTo("/v3/mail/send")).willReturn(answer));
    }

    @Test
    void itIsToldTheMailAndWhoseItIs() throws Exception {
        answers(aResponse().withStatus(202).withHeader("X-Message-Id", "sg-1"));
        byte[] entry = "BEGIN:VCALENDAR".getBytes(StandardCharsets.UTF_8);
        MailText text = new MailText("Your\r\nseats", "<p>a</p>", "a", entry, "REQUEST");

        assertThat(provider(LONG).send(MimeMailTest.mail("Your\r\nseats", "Ada", text)))
                .isEqualTo("sg-1");

        List<LoggedRequest> requests = server.findAll(postRequestedFor(urlEqualTo("/v3/mail/send")));
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).getHeader("Authorization")).isEqualTo("Bearer SG.key");
        JsonNode json = new ObjectMapper().readTree(requests.get(0).getBody());
        assertThat(json.at("/personalizations/0/to/0/email").asText()).isEqualTo("ada@example.com");
        assertThat(json.at("/personalizations/0/to/0/name").asText()).isEqualTo("Ada");
        assertThat(json.at("/subject").asText()).isEqualTo("Your seats");
        assertThat(json.at("/content/0/type").asText()).isEqualTo("text/plain");
        assertThat(json.at("/content/1/value").asText()).isEqualTo("<p>a</p>");
        assertThat(json.at("/attachments/0/filename").asText()).isEqualTo("invite.ics");
        assertThat(json.at("/headers/Message-ID").asText()).isEqualTo(MAIL.messageId());
        assertThat(json.at("/custom_args/evently_delivery").asText())
                .isEqualTo(MAIL.id().toString());
        assertThat(json.at("/custom_args/evently_database").asText()).isEqualTo("1");
        assertThat(json.at("/tracking_settings/click_tracking/enable").asBoolean(true))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "400, REFUSED",
        "413, REFUSED",
        "422, REFUSED",
        "401, UNAVAILABLE",
        "403, UNAVAILABLE",
        "500, BROKEN_OFF",
        "502, BROKEN_OFF",
        "503, BROKEN_OFF",
        "408, BROKEN_OFF",
        "302, BROKEN_OFF"
    })
    void itsAnswerDecidesWhatFollows(int status, Kind kind) {
        answers(aResponse()
                .withStatus(status)
                .withHeader("Location", "/elsewhere")
                .withBody("{\"errors\":[{\"message\":\"Ada (ada@example.com) no\"}]}"));

        MailFailure failure = failure(LONG);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage())
                .contains("SENDGRID " + status)
                .doesNotContain("ada@")
                .doesNotContain("Ada");
    }

    @Test
    void itMayAskForAPause() {
        answers(aResponse().withStatus(429).withHeader("Retry-After", "17"));
        assertThat(failure(LONG).kind()).isEqualTo(Kind.LATER);
        assertThat(failure(LONG).pause()).isEqualTo(Duration.ofSeconds(17));

        answers(aResponse().withStatus(429).withHeader("Retry-After", "99999"));
        assertThat(failure(LONG).pause()).isEqualTo(Duration.ofMinutes(10));
        answers(aResponse().withStatus(429).withHeader("Retry-After", "tomorrow"));
        assertThat(failure(LONG).pause()).isPositive();
    }

    @Test
    void whoeverTakesTooLongOrBreaksOffMayHaveTakenIt() {
        answers(aResponse().withStatus(202).withFixedDelay((int) LONG.toMillis()));
        assertThat(failure(Duration.ofMillis(200)).kind()).isEqualTo(Kind.BROKEN_OFF);

        answers(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        assertThat(failure(LONG).kind()).isEqualTo(Kind.BROKEN_OFF);
    }

    private static MailFailure failure(Duration read) {
        return catchThrowableOfType(MailFailure.class, () -> provider(read).send(MAIL));
    }
}
