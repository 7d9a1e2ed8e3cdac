package io.evently.http.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.server.RawClient;
import io.evently.http.server.RawClient.Answer;
import io.evently.http.server.TestServer;
import java.nio.charset.StandardCharsets;

/** How a test sends what is refused, and what every refusal looks like. */
public final class Refusals {

    private Refusals() {}

    /** A user's request, with a body of any bytes. */
    public static byte[] post(TestServer server, String target, String headers, byte[] body) {
        byte[] head = ("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + server.userToken()
                        + "\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    /** A problem document with that code, which tells nothing of our insides. */
    public static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("detail").asText()).isNotBlank();
        assertThat(answer.json().path("requestId").asText())
                .isEqualTo(answer.headers().get("x-request-id"))
                .isNotBlank();
        assertThat(answer.json().path("errors").isEmpty()).isEqualTo(!code.equals("INVALID_REQUEST"));
        assertThat(answer.body()).doesNotContain("Exception", "pekko", "jackson", "\tat ", "io.evently");
    }

    /** The connection is as good as new. */
    public static void assertUsable(RawClient client) {
        assertThat(client.request("GET", "/v1/things/" + TestServer.USER_ID, "", "")
                        .answer()
                        .status())
                .isEqualTo(200);
    }
}
