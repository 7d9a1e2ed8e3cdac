package io.evently.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.standardwebhooks.Webhook;
import io.evently.http.server.RawClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Integrators are told of what happens: a whole node, a real receiver, the official verifier. */
@ExtendWith(WholeApi.Shared.class)
class WebhookRoutesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Caller admin;
    private static Caller anna;

    private final List<String> made = new ArrayList<>();
    private WireMockServer receiver;

    @BeforeAll
    static void use(WholeApi api) {
        admin = api.newAdmin();
        anna = api.newUser();
    }

    @BeforeEach
    void listen() {
        receiver = new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
        receiver.start();
        answers(aResponse().withStatus(200));
    }

    @AfterEach
    void close() {
        made.forEach(id -> admin.delete("/v1/webhooks/" + id));
        receiver.stop();
    }

    @Test
    void whatHappensIsToldInOrderAndTheOfficialVerifierIsContent() throws Exception {
        String event = Concert.on(admin, 100, "49.90");
        Answer webhook = subscribe("\"booking.confirmed\", \"booking.cancelled\"", Concert.id(event));
        List<String> bookings = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            bookings.add(anna.post(event + "/bookings", "{\"quantity\": 1}").text("reference"));
        }

        Eventually.until(() -> received().size() == 20);

        List<String> references = new ArrayList<>();
        for (LoggedRequest request : received()) {
            new Webhook(webhook.text("secret")).verify(request.getBodyAsString(), headers(request));
            JsonNode message = JSON.readTree(request.getBodyAsString());
            assertThat(message.path("type").asText()).isEqualTo("booking.confirmed");
            assertThat(message.path("data").fieldNames())
                    .toIterable()
                    .containsExactly("eventId", "bookingId", "reference");
            references.add(message.path("data").path("reference").asText());
        }
        assertThat(references).containsExactlyElementsOf(bookings);
        Eventually.until(() -> deliveries(webhook, "?status=delivered").size() == 20);
        JsonNode first = deliveries(webhook, "?limit=1").get(0);
        assertThat(first.path("messageId").asText()).startsWith(Concert.id(event) + "_");
        assertThat(first.path("httpStatus").asInt()).isEqualTo(200);
        assertThat(first.path("attempts").asInt()).isEqualTo(1);
        assertThat(first.path("nextAttemptAt").isNull()).isTrue();
    }

    @Test
    void deliveriesAreReadPageByPageNewestFirst() {
        List<String> told = new ArrayList<>();
        Answer webhook = subscribe("\"event.created\"", null);
        for (int i = 0; i < 5; i++) {
            told.add(0, Concert.id(Concert.on(admin, 1, "1.00")));
        }
        Eventually.until(
                () -> deliveries(webhook, "").findValuesAsText("eventId").containsAll(told));

        List<String> read = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = admin.get(path(webhook) + "/deliveries?limit=2" + cursor);
            read.addAll(page.json().path("items").findValuesAsText("eventId"));
            cursor = page.json().path("nextCursor").isNull() ? null : "&cursor=" + page.text("nextCursor");
        } while (cursor != null);

        assertThat(read).containsSubsequence(told);
    }

    @Test
    void aSecretIsShownOnceAndSignsADayLongerThanItIsTheNewest() throws Exception {
        String event = Concert.on(admin, 100, "49.90");
        Answer webhook = subscribe("\"booking.confirmed\"", Concert.id(event));
        assertThat(admin.get(path(webhook)).json().has("secret")).isFalse();
        assertThat(admin.get("/v1/webhooks").body()).doesNotContain("whsec_");

        Answer rotated = admin.post(path(webhook) + "/rotate-secret", null);
        assertThat(rotated.text("previousSecretUntil"))
                .isEqualTo(admin.get(path(webhook)).text("previousSecretUntil"));
        // Senders look once a second who wants to be told, and by which secret.
        Eventually.until(() -> {
            anna.post(event + "/bookings", "{\"quantity\": 1}");
            return received().stream()
                    .anyMatch(request -> request.getHeader("webhook-signature").contains(" "));
        });

        LoggedRequest last = received().stream()
                .filter(request -> request.getHeader("webhook-signature").contains(" "))
                .findFirst()
                .orElseThrow();
        new Webhook(rotated.text("secret")).verify(last.getBodyAsString(), headers(last));
        new Webhook(webhook.text("secret")).verify(last.getBodyAsString(), headers(last));
    }

    @Test
    void aRepeatWithItsKeyShowsTheSecretAgain() {
        String key = UUID.randomUUID().toString();
        String body = body("\"booking.confirmed\"", null);
        Answer first = admin.send("POST", "/v1/webhooks", body, "Idempotency-Key", key);
        made.add(first.text("id"));
        Answer again = admin.send("POST", "/v1/webhooks", body, "Idempotency-Key", key);

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("idempotent-replayed")).isEqualTo("true");
        assertThat(admin.send("POST", "/v1/webhooks", body.replace("confirmed", "held"), "Idempotency-Key", key)
                        .code())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");

        String other = UUID.randomUUID().toString();
        Answer rotated = admin.send("POST", path(first) + "/rotate-secret", null, "Idempotency-Key", other);
        Answer rotatedAgain = admin.send("POST", path(first) + "/rotate-secret", null, "Idempotency-Key", other);
        assertThat(rotatedAgain.body()).isEqualTo(rotated.body());
        assertThat(rotated.text("secret")).isNotEqualTo(first.text("secret"));
    }

    @Test
    void aTestSaysWhatComesBack() throws Exception {
        Answer webhook = subscribe("\"order.expired\"", null);

        Answer tested = admin.post(path(webhook) + "/test", null);

        assertThat(tested.json().path("delivered").asBoolean()).isTrue();
        assertThat(tested.number("httpStatus")).isEqualTo(200);
        LoggedRequest request = received().get(0);
        new Webhook(webhook.text("secret")).verify(request.getBodyAsString(), headers(request));
        assertThat(JSON.readTree(request.getBodyAsString()).path("type").asText())
                .isEqualTo("webhook.test");

        answers(aResponse().withStatus(302).withHeader("Location", "http://127.0.0.1:1/"));
        assertThat(admin.post(path(webhook) + "/test", null).text("error")).isEqualTo("REDIRECTED");
    }

    @Test
    void whatFailedIsSentAgainByHandUnderItsId() {
        answers(aResponse().withStatus(500));
        String event = Concert.on(admin, 100, "49.90");
        Answer webhook = subscribe("\"booking.confirmed\"", Concert.id(event));
        anna.post(event + "/bookings", "{\"quantity\": 1}");
        Eventually.until(() -> deliveries(webhook, "").findValuesAsText("error").contains("REFUSED"));
        answers(aResponse().withStatus(200));

        String id = deliveries(webhook, "").get(0).path("id").asText();
        Answer retried = admin.post(path(webhook) + "/deliveries/" + id + "/retry", null);

        assertThat(retried.status()).isEqualTo(200);
        assertThat(retried.text("status")).isEqualTo("pending");
        Eventually.until(() -> deliveries(webhook, "?status=delivered").size() == 1);
        assertThat(received().stream().map(each -> each.getHeader("webhook-id")).distinct())
                .hasSize(1);
        assertThat(received().stream().map(LoggedRequest::getBodyAsString).distinct())
                .hasSize(1);
        assertThat(admin.post(path(webhook) + "/deliveries/" + UUID.randomUUID() + "/retry", null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whoIsGoneIsSwitchedOffVisibly() {
        answers(aResponse().withStatus(410));
        String event = Concert.on(admin, 100, "49.90");
        Answer webhook = subscribe("\"booking.confirmed\"", Concert.id(event));
        anna.post(event + "/bookings", "{\"quantity\": 1}");

        Eventually.until(() -> admin.get(path(webhook)).text("offReason").equals("GONE"));
        assertThat(admin.get(path(webhook)).json().path("active").asBoolean()).isFalse();
        Eventually.until(() -> admin.get("/v1/audit?entity=webhook&entityId=" + webhook.text("id"))
                .json()
                .path("items")
                .findValuesAsText("action")
                .containsAll(List.of("webhook.created", "webhook.switched_off")));
        String id = deliveries(webhook, "").get(0).path("id").asText();
        assertThat(admin.post(path(webhook) + "/deliveries/" + id + "/retry", null)
                        .code())
                .isEqualTo("WEBHOOK_NOT_ACTIVE");

        Answer on = admin.patch(path(webhook), "{\"active\": true}");
        assertThat(on.json().path("offReason").isNull()).isTrue();
    }

    @Test
    void aWebhookIsChangedFieldByField() {
        Answer webhook = subscribe("\"booking.confirmed\"", UUID.randomUUID().toString());

        Answer changed = admin.patch(path(webhook), "{\"types\": [\"event.created\", \"price.changed\"]}");
        assertThat(changed.json().path("types").toString()).isEqualTo("[\"event.created\",\"price.changed\"]");
        assertThat(changed.json().path("eventIds")).isEqualTo(webhook.json().path("eventIds"));
        assertThat(changed.text("url")).isEqualTo(webhook.text("url"));

        assertThat(admin.patch(path(webhook), "{\"eventIds\": null}")
                        .json()
                        .path("eventIds")
                        .isNull())
                .isTrue();
        assertThat(admin.patch(path(webhook), "{\"url\": \"http://169.254.169.254/latest\"}")
                        .status())
                .isEqualTo(422);
        assertThat(admin.patch("/v1/webhooks/" + UUID.randomUUID(), "{\"active\": true}")
                        .status())
                .isEqualTo(404);
        assertThat(admin.delete(path(webhook)).status()).isEqualTo(204);
        assertThat(admin.delete(path(webhook)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"url\": \"ftp://tickets.example/\", \"types\": [\"event.created\"]",
                "\"url\": \"http://0177.0.0.1/\", \"types\": [\"event.created\"]",
                "\"url\": \"http://169.254.169.254/\", \"types\": [\"event.created\"]",
                "\"url\": \"https://name.invalid/\", \"types\": [\"event.created\"]",
                "\"url\": \"http://127.0.0.1:1/\", \"types\": []",
                "\"url\": \"http://127.0.0.1:1/\", \"types\": [\"event.painted\"]",
                "\"url\": \"http://127.0.0.1:1/\", \"types\": [\"webhook.test\"]",
                "\"url\": \"http://127.0.0.1:1/\", \"types\": [\"event.created\", \"event.created\"]",
                "\"url\": \"http://127.0.0.1:1/\", \"types\": [7]",
                "\"url\": \"http://127.0.0.1:1/\", \"types\": \"event.created\"",
                "\"url\": \"http://127.0.0.1:1/\", \"types\": [\"event.created\"], \"eventIds\": []",
                "\"url\": \"http://127.0.0.1:1/\", \"types\": [\"event.created\"], \"eventIds\": [\"1\"]",
                "\"url\": \"http://127.0.0.1:1/\", \"types\": [\"event.created\"], \"secret\": \"mine\""
            })
    void whatIsNotAsTheContractSaysIsRefused(String fields) {
        Answer refused = admin.post("/v1/webhooks", "{" + fields + "}");

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("INVALID_REQUEST");
    }

    @ParameterizedTest
    @CsvSource({
        "http://8.8.8.8/, leads to a public address: must begin with https://",
        "http://169.254.169.254/, leads to a link-local or reserved address",
        "https://name.invalid/, names a host that cannot be found",
        "'ftp://tickets.example/', 'must begin with https://, or http:// into a private network'"
    })
    void whoeverMayNotBeToldTheRefusalSaysWhy(String url, String why) {
        Answer refused = admin.post("/v1/webhooks", "{\"url\": \"%s\", \"types\": [\"event.created\"]}".formatted(url));

        assertThat(refused.json().path("errors").path(0).path("message").asText())
                .isEqualTo(why);
    }

    @Test
    void thereAreSoManyAndNoMore() {
        Answer last;
        do {
            last = admin.post("/v1/webhooks", body("\"order.expired\"", null));
            if (last.status() == 201) {
                made.add(last.text("id"));
            }
        } while (last.status() == 201);

        assertThat(last.code()).isEqualTo("WEBHOOK_LIMIT_REACHED");
        assertThat(made).hasSizeLessThanOrEqualTo(100);
        assertThat(admin.get("/v1/webhooks?limit=200").json().path("items")).hasSize(100);
        assertThatCode(() -> admin.delete("/v1/webhooks/" + made.get(0))).doesNotThrowAnyException();
        assertThat(admin.post("/v1/webhooks", body("\"order.expired\"", null)).status())
                .isEqualTo(201);
        admin.get("/v1/webhooks?limit=1")
                .json()
                .path("items")
                .findValuesAsText("id")
                .forEach(made::add);
    }

    private Answer subscribe(String types, String event) {
        Answer webhook = admin.post("/v1/webhooks", body(types, event));
        assertThat(webhook.status()).as(webhook.body()).isEqualTo(201);
        made.add(webhook.text("id"));
        return webhook;
    }

    private String body(String types, String event) {
        String events = event == null ? "" : ", \"eventIds\": [\"" + event + "\"]";
        return "{\"url\": \"http://127.0.0.1:%d/hooks?token=a\", \"types\": [%s]%s}"
                .formatted(receiver.port(), types, events);
    }

    private static String path(Answer webhook) {
        return "/v1/webhooks/" + webhook.text("id");
    }

    private static JsonNode deliveries(Answer webhook, String query) {
        return admin.get(path(webhook) + "/deliveries" + query).json().path("items");
    }

    private void answers(ResponseDefinitionBuilder answer) {
        receiver.stubFor(post(anyUrl()).willReturn(answer));
    }

    /** In the order in which they came. */
    private List<LoggedRequest> received() {
        return receiver.findAll(postRequestedFor(anyUrl()));
    }

    private static Map<String, List<String>> headers(LoggedRequest request) {
        return Map.of(
                "webhook-id", List.of(request.getHeader("webhook-id")),
                "webhook-timestamp", List.of(request.getHeader("webhook-timestamp")),
                "webhook-signature", List.of(request.getHeader("webhook-signature")));
    }
}
