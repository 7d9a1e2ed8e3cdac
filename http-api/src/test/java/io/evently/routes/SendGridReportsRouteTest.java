package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.server.RawClient;
import io.evently.http.server.RawClient.Answer;
import io.evently.http.server.TestServer;
import io.evently.mail.SignedReports;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What SendGrid reports is taken if SendGrid signed it, and from nobody else. */
class SendGridReportsRouteTest {

    private static final String ROUTE = "/v1/webhooks/sendgrid";
    private static final String OTHERS = "[{\"event\":\"delivered\",\"email\":\"ada@example.com\"}]";

    private static SignedReports reports;
    private static TestServer server;

    @BeforeAll
    static void start() {
        reports = new SignedReports();
        server = new TestServer(new MailRoutes(null, reports.deliveries()).endpoints(), settings -> settings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer post(int port, String headers, String body) {
        try (RawClient client = new RawClient(port)) {
            return client.request("POST", ROUTE, headers, body).answer();
        }
    }

    private static Answer post(String headers, String body) {
        return post(server.port(), headers, body);
    }

    @Test
    void whatIsSignedIsTaken() {
        assertThat(post(reports.headers(Instant.now(), OTHERS), OTHERS).status())
                .isEqualTo(200);
        assertThat(post(reports.headers(Instant.now(), "[]"), "[]").status()).isEqualTo(200);
    }

    @Test
    void whatIsNotIsRefused() {
        String old = reports.headers(Instant.now().minusSeconds(3_600), OTHERS);
        assertThat(post(old, OTHERS).code()).isEqualTo("UNAUTHENTICATED");
        assertThat(post(reports.headers(Instant.now(), OTHERS), "[]").code()).isEqualTo("UNAUTHENTICATED");
        assertThat(post("Content-Type: application/json\r\n", OTHERS).code()).isEqualTo("UNAUTHENTICATED");
        String others = new SignedReports().headers(Instant.now(), OTHERS);
        assertThat(post(others, OTHERS).status()).isEqualTo(401);
    }

    @Test
    void whatIsNoListIsMalformed() {
        assertThat(post(reports.headers(Instant.now(), "{}"), "{}").code()).isEqualTo("MALFORMED_REQUEST");
    }

    @Test
    void aBodyMayBeLargerThanElsewhereAndNoMore() {
        String large = "[" + OTHERS.substring(1, OTHERS.length() - 1) + " ".repeat(900 * 1024) + "]";
        assertThat(post(reports.headers(Instant.now(), large), large).status()).isEqualTo(200);
        String larger = "[" + " ".repeat(1024 * 1024) + "]";
        assertThat(post(reports.headers(Instant.now(), larger), larger).code()).isEqualTo("PAYLOAD_TOO_LARGE");
        try (RawClient client = new RawClient(server.port())) {
            String target = "/v1/email-deliveries/" + TestServer.USER_ID + "/retry";
            Answer elsewhere = client.request("POST", target, "", large).answer();
            assertThat(elsewhere.status()).isIn(401, 413);
        }
    }

    @Test
    void withoutAKeyThereIsNoSuchRouteAndNoRoomForLargeBodies() {
        try (TestServer none =
                new TestServer(new MailRoutes(null, SignedReports.without()).endpoints(), settings -> settings)) {
            String headers = reports.headers(Instant.now(), OTHERS);
            assertThat(post(none.port(), headers, OTHERS).code()).isEqualTo("NOT_FOUND");
            assertThat(post(none.port(), headers, " ".repeat(70_000)).code()).isEqualTo("PAYLOAD_TOO_LARGE");
        }
    }
}
