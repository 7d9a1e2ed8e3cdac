package io.evently.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RouterTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(
                List.of(
                        Endpoint.get("/v1/things/{id}", Access.PUBLIC, call -> Reply.ok(
                                        json -> json.id("id", call.pathId("id")))
                                .now()),
                        Endpoint.get("/v1/things/mine", Access.USER, call -> Reply.ok(json ->
                                        json.id("owner", call.principal().userId()))
                                .now()),
                        Endpoint.post(
                                "/v1/things",
                                Access.ADMIN,
                                input -> input.body().requiredInt("quantity", 1, 10),
                                (call, quantity) -> Reply.created(
                                                "/v1/things/1", json -> json.number("quantity", quantity))
                                        .now()),
                        Endpoint.post(
                                "/v1/slow",
                                Access.PUBLIC,
                                input -> input.body().requiredInt("quantity", 1, 10),
                                (call, quantity) -> CompletableFuture.supplyAsync(
                                        () -> Reply.ok(json -> json.number("quantity", quantity))))),
                settings -> settings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aBodyMayComeWithItsHeadOrLater() {
        try (RawClient client = server.connect()) {
            client.request("POST", "/v1/slow", "Content-Type: application/json\r\n", "{\"quantity\":3}");
            assertThat(client.answer().body()).isEqualTo("{\"quantity\":3}");
            client.send(
                    "POST /v1/slow HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n");
            client.send("{\"quanti");
            client.send("ty\":4}");
            assertThat(client.answer().body()).isEqualTo("{\"quantity\":4}");
            client.request("GET", "/v1/things/" + TestServer.USER_ID, "", "");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }
}
