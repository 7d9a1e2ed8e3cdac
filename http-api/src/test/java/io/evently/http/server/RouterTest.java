package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.format.Cursor;
import io.evently.http.server.RawClient.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What well-behaved clients may count on. */
class RouterTest {

    private static final String JSON = "Content-Type: application/json\r\n";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(new TestApi().endpoints(), settings -> settings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aBodyMayComeWithItsHeadOrAfterIt() {
        try (RawClient client = server.connect()) {
            client.request("POST", "/v1/later", JSON, "{\"quantity\":3}");
            assertThat(client.answer().body()).isEqualTo("{\"quantity\":3}");
            client.send("POST /v1/later HTTP/1.1\r\nHost: x\r\n" + JSON + "Content-Length: 14\r\n\r\n");
            client.send("{\"quanti");
            client.send("ty\":4}");
            assertThat(client.answer().body()).isEqualTo("{\"quantity\":4}");
            client.send("POST /v1/later HTTP/1.1\r\nHost: x\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n");
            client.send("8\r\n{\"quanti\r\n");
            client.send("6\r\nty\":5}\r\n0\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("{\"quantity\":5}");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() {
        try (RawClient client = server.connect()) {
            for (int quantity = 1; quantity <= 5; quantity++) {
                client.request("POST", "/v1/later", JSON, "{\"quantity\":" + quantity + "}");
            }
            for (int quantity = 1; quantity <= 5; quantity++) {
                assertThat(client.answer().body()).isEqualTo("{\"quantity\":" + quantity + "}");
            }
        }
    }

    @Test
    void aClientThatWaitsForContinueIsToldToGoOn() {
        try (RawClient client = server.connect()) {
            client.send("POST /v1/later HTTP/1.1\r\nHost: x\r\n" + JSON
                    + "Expect: 100-continue\r\nContent-Length: 14\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            client.send("{\"quantity\":6}");
            assertThat(client.answer().body()).isEqualTo("{\"quantity\":6}");
        }
    }

    @Test
    void aClientThatStopsSendingAfterItsRequestStillGetsTheAnswer() {
        try (RawClient client = server.connect()) {
            client.send("POST /v1/later HTTP/1.1\r\nHost: x\r\n" + JSON + "Content-Length: 14\r\n\r\n");
            client.send("{\"quantity\":7}").finish();
            assertThat(client.answer().body()).isEqualTo("{\"quantity\":7}");
        }
    }

    @Test
    void aLiteralSegmentGoesBeforeAParameter() {
        Answer mine = ask("GET", "/v1/things/mine", "Authorization: Bearer " + server.userToken() + "\r\n");
        assertThat(mine.json().path("owner").asText()).isEqualTo(TestServer.USER_ID.toString());
        Answer other = ask("GET", "/v1/things/" + TestServer.ADMIN_ID, "");
        assertThat(other.json().path("id").asText()).isEqualTo(TestServer.ADMIN_ID.toString());
        assertThat(other.headers()).containsEntry("etag", "\"3\"");
    }

    @Test
    void headIsGetWithoutTheBody() {
        try (RawClient client = server.connect()) {
            Answer head = client.request("HEAD", "/v1/things/" + TestServer.USER_ID, "", "")
                    .answerToHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers())
                    .containsEntry("content-type", "application/json")
                    .containsKey("content-length");
            assertThat(client.request("GET", "/v1/caller", "", "").answer().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void optionsNamesTheMethodsOfAPath() {
        Answer answer = ask("OPTIONS", "/v1/things/" + TestServer.USER_ID, "");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers()).containsEntry("allow", "GET, HEAD, PATCH, DELETE, OPTIONS");
    }

    @Test
    void anAnswerNamesItsRequest() {
        assertThat(ask("GET", "/v1/caller", "X-Request-Id: order-66\r\n").headers())
                .containsEntry("x-request-id", "order-66");
        assertThat(ask("GET", "/v1/caller", "X-Request-Id: <script>\r\n")
                        .headers()
                        .get("x-request-id"))
                .matches("[0-9a-f]{16}");
        Answer refused = ask("GET", "/v1/nowhere", "X-Request-Id: order-67\r\n");
        assertThat(refused.json().path("requestId").asText()).isEqualTo("order-67");
    }

    @Test
    void aRefusalIsAProblemDocumentWithItsMembers() {
        Answer answer = ask("GET", "/v1/refusing", "");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.json().path("type").asText()).isEqualTo("urn:evently:problem:price-changed");
        assertThat(answer.json().path("title").asText()).isEqualTo("The price has changed");
        assertThat(answer.json().path("status").asInt()).isEqualTo(409);
        assertThat(answer.json().path("detail").asText()).isEqualTo("It costs more now.");
        assertThat(answer.code()).isEqualTo("PRICE_CHANGED");
        assertThat(answer.json().path("currentPrice").asText()).isEqualTo("49.90");
    }

    @Test
    void answersForOneCallerStayOutOfCaches() {
        assertThat(ask("GET", "/v1/things/mine", "Authorization: Bearer " + server.userToken() + "\r\n")
                        .headers())
                .containsEntry("cache-control", "no-store")
                .containsEntry("x-content-type-options", "nosniff");
        assertThat(ask("GET", "/v1/caller", "").headers()).containsEntry("cache-control", "no-cache");
    }

    @Test
    void aPublicRouteKnowsItsCallerAndIgnoresATokenThatDoesNotHold() {
        Answer known =
                ask("GET", "/v1/caller", "Authorization: Bearer " + server.userToken() + "\r\nUser-Agent: t/1\r\n");
        assertThat(known.json().path("caller").asText()).isEqualTo(TestServer.USER_ID.toString());
        assertThat(known.json().path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(known.json().path("agent").asText()).isEqualTo("t/1");
        Answer unknown = ask("GET", "/v1/caller", "Authorization: Bearer nonsense\r\n");
        assertThat(unknown.status()).isEqualTo(200);
        assertThat(unknown.json().path("caller").isNull()).isTrue();
    }

    @Test
    void aQueryIsDecodedAndHasItsDefaults() {
        Answer answer = ask("GET", "/v1/things?q=caf%C3%A9+au%20lait", "");
        assertThat(answer.json().path("q").asText()).isEqualTo("café au lait");
        assertThat(answer.json().path("limit").asInt()).isEqualTo(50);
        String cursor = Cursor.of("things", "2027|é");
        assertThat(ask("GET", "/v1/things?limit=200&cursor=" + cursor, "")
                        .json()
                        .path("cursor")
                        .asText())
                .isEqualTo("2027|é");
    }

    @Test
    void aStreamComesPieceByPiece() {
        Answer head = ask("GET", "/v1/stream", "Accept: text/event-stream\r\n");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers())
                .containsEntry("content-type", "text/event-stream")
                .containsEntry("transfer-encoding", "chunked")
                .containsEntry("cache-control", "no-store")
                .containsEntry("x-accel-buffering", "no");
    }

    private static Answer ask(String method, String target, String headers) {
        try (RawClient client = server.connect()) {
            return client.request(method, target, headers, "").answer();
        }
    }
}
