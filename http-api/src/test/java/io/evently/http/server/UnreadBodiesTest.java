package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.access.Access;
import io.evently.http.answer.Reply;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.evently.http.server.RawClient.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of routes that want none, and none where one is wanted. */
class UnreadBodiesTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(
                List.of(
                        Endpoint.post("/v1/done", Access.PUBLIC, call -> Reply.noContent()
                                .now()),
                        Endpoint.delete("/v1/done", Access.PUBLIC, call -> Reply.noContent()
                                .now()),
                        Endpoint.get("/v1/done", Access.PUBLIC, call -> Reply.noContent()
                                .now()),
                        Endpoint.post("/v1/raw", Access.PUBLIC, Input::rawBody, (call, bytes) -> Reply.noContent()
                                .now()),
                        Endpoint.post(
                                "/v1/things",
                                Access.PUBLIC,
                                input -> input.body().requiredName("name"),
                                (call, name) -> Reply.noContent().now())),
                settings -> settings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
                "Content-Encoding: br\r\n",
                "Content-Type: application/json; charset=iso-8859-1\r\n"
            })
    void aBodyThatNobodyReadsIsToBePlainAllTheSame(String headers) {
        Answer answer = post("/v1/done", headers, "{}");

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void anEmptyObjectIsAsGoodAsNoBody() {
        assertThat(post("/v1/done", "Content-Type: application/json\r\n", "{}").status())
                .isEqualTo(204);
        assertThat(post("/v1/done", "Content-Encoding: gzip\r\n", "").status())
                .as("nothing is in no encoding")
                .isEqualTo(204);
    }

    /** What a client sends that ends every body with a line. */
    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE"})
    void whiteSpaceOnlyIsNoBody(String method) {
        for (String type : List.of("", "Content-Type: application/json\r\n", "Content-Type: text/plain\r\n")) {
            assertThat(send(method, "/v1/done", type, " \t\r\n").status()).isEqualTo(204);
        }
        Answer wanted = post("/v1/things", "Content-Type: application/json\r\n", " ");
        assertThat(wanted.status()).as("where one is wanted").isEqualTo(400);
        assertThat(wanted.body()).contains("The body is empty");
        assertThat(send(method, "/v1/done", "", "\u00a0").status())
                .as("white space to JSON")
                .isEqualTo(415);
    }

    /** Whoever sends {"quantity": 1} to cancel one seat of two must not lose both. */
    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE"})
    void aFieldOfABodyThatNobodyReadsIsRefused(String method) {
        Answer answer = send(method, "/v1/done", "Content-Type: application/json\r\n", "{\"quantity\": 1}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
        assertThat(answer.body()).contains("\"field\":\"quantity\"");
    }

    @ParameterizedTest
    @CsvSource({"application/json, nonsense, 400", "application/json, '[1]', 422", "text/plain, '{}', 415"})
    void aBodyThatNobodyReadsIsAnObjectLikeAnyOther(String type, String body, int status) {
        String headers = "Content-Type: " + type + "\r\n";

        assertThat(send("POST", "/v1/done", headers, body).status()).isEqualTo(status);
        assertThat(send("DELETE", "/v1/done", headers, body).status()).isEqualTo(status);
    }

    /** It has no meaning there, and gateways drop it. */
    @Test
    void aBodyOfAGetIsIgnored() {
        String headers = "Content-Type: application/json\r\n";

        assertThat(send("GET", "/v1/done", headers, "{\"quantity\": 1}").status())
                .isEqualTo(204);
    }

    @Test
    void aBodyThatIsReadAsItCameMayBeAnything() {
        assertThat(post("/v1/raw", "Content-Type: application/json\r\n", "[1]").status())
                .isEqualTo(204);
    }

    /** What curl says of the body it sends with -d ''. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "Content-Type: application/json\r\n", "Content-Type: application/x-www-form-urlencoded\r\n"})
    void anEmptyBodyIsEmptyWhateverItsType(String headers) {
        Answer answer = post("/v1/things", headers, "");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("MALFORMED_REQUEST");
    }

    private static Answer post(String path, String headers, String body) {
        return send("POST", path, headers, body);
    }

    private static Answer send(String method, String path, String headers, String body) {
        try (RawClient client = server.connect()) {
            return client.request(method, path, headers, body).answer();
        }
    }
}
