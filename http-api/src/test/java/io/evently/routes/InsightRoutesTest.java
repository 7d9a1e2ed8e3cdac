package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.http.server.RawClient.Answer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Prices as they came about, attempts, numbers, and the cluster: what admins look at, read from the tables. */
@ExtendWith(WholeApi.Shared.class)
class InsightRoutesTest {

    private static WholeApi api;
    private static Caller admin;
    private static Caller stranger;

    @BeforeAll
    static void take(WholeApi running) {
        api = running;
        admin = api.newAdmin();
        stranger = api.stranger();
    }

    @Test
    void thePriceHistorySaysWhoAndWhyNewestFirst() {
        var concert = Concert.with(2, "10.00");
        concert.putObject("pricingRule")
                .putArray("steps")
                .addObject()
                .put("soldShare", "0.50")
                .put("factor", "1.20");
        String event = Concert.on(admin, concert);
        api.newUser().post(event + "/bookings", "{\"quantity\": 1}");
        admin.put(event + "/price", "{\"price\": \"5.00\", \"reason\": \"Last call\"}");
        String history = event + "/price-history";

        Eventually.holds(
                () -> assertThat(stranger.get(history).items("newPrice")).containsExactly("5.00", "12.00"));

        JsonNode byHand = stranger.get(history).json().path("items").path(0);
        assertThat(byHand.fieldNames())
                .toIterable()
                .containsExactly("id", "eventId", "oldPrice", "newPrice", "reason", "appliedBy", "appliedAt");
        assertThat(byHand.path("oldPrice").asText()).isEqualTo("12.00");
        assertThat(byHand.path("reason").asText()).isEqualTo("Last call");
        assertThat(byHand.path("appliedBy").asText()).isEqualTo(admin.id().toString());
        JsonNode byRule = stranger.get(history).json().path("items").path(1);
        assertThat(byRule.path("appliedBy").isNull()).isTrue();
        assertThat(byRule.path("reason").asText()).contains("50 %");
        assertThat(stranger.pages(history + "?limit=1", "newPrice")).containsExactly("5.00", "12.00");
    }

    @Test
    void everyAttemptIsLoggedWithWhatCameOfIt() {
        String event = Concert.on(admin, Concert.with(3, "49.90").put("maxPerBooking", 3));
        Caller anna = api.newUser();
        String target = event + "/bookings";
        Answer booked = anna.post(target, "{\"quantity\": 2}", "Idempotency-Key", "1", "User-Agent", "the test");
        anna.post(target, "{\"quantity\": 2}", "Idempotency-Key", "1");
        anna.post(target, "{\"quantity\": 3}", "Idempotency-Key", "1");
        anna.post(target, "{\"quantity\": 2}");
        anna.post(target, "{\"quantity\": 4}");
        anna.post(target, "{\"quantity\": 1, \"expectedPrice\": \"1.00\"}");
        // No attempts: refused by syntax, by authentication, by existence.
        anna.post(target, "{\"quantity\": 0}");
        stranger.post(target, "{\"quantity\": 1}");
        Caller carl = api.newUser();
        carl.post("/v1/events/" + UUID.randomUUID() + "/bookings", "{\"quantity\": 1}");

        String search = "/v1/booking-attempts?eventId=" + Concert.id(event);
        Eventually.holds(() -> assertThat(admin.get(search).items("failureReason"))
                .containsExactly(
                        "PRICE_CHANGED",
                        "BOOKING_LIMIT_REACHED",
                        "NOT_ENOUGH_SEATS",
                        "IDEMPOTENCY_KEY_REUSED",
                        "null",
                        "null"));

        JsonNode first = admin.get(search).json().path("items").path(5);
        assertThat(first.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "eventId",
                        "userId",
                        "quantity",
                        "result",
                        "failureReason",
                        "bookingId",
                        "attemptedAt",
                        "ipAddress",
                        "userAgent");
        assertThat(first.path("userId").asText()).isEqualTo(anna.id().toString());
        assertThat(first.path("quantity").asInt()).isEqualTo(2);
        assertThat(first.path("result").asText()).isEqualTo("success");
        assertThat(first.path("bookingId").asText()).isEqualTo(booked.text("id"));
        assertThat(first.path("ipAddress").asText()).isEqualTo("127.0.0.1");
        assertThat(first.path("userAgent").asText()).isEqualTo("the test");
        assertThat(admin.get(search + "&result=failed").items("id")).hasSize(4);
        assertThat(admin.get(search + "&result=success").items("bookingId"))
                .as("a repeat is an attempt too")
                .containsExactly(booked.text("id"), booked.text("id"));
        assertThat(admin.pages(search + "&limit=4", "failureReason")).hasSize(6);
        assertThat(admin.get("/v1/booking-attempts?limit=200").items("userId"))
                .contains(anna.id().toString())
                .doesNotContain(carl.id().toString());
    }

    @Test
    void analyticsAddUpWhatWasSoldAndRefused() {
        Instant begun = hourOf(Instant.now());
        String event = soldAndRefused();
        // Again, if it was not all in one hour; an hour has room for more than one try.
        if (!hourOf(Instant.now()).equals(begun)) {
            event = soldAndRefused();
        }
        analyticsMustAddUp(event);
    }

    private static Instant hourOf(Instant time) {
        return time.truncatedTo(ChronoUnit.HOURS);
    }

    private static String soldAndRefused() {
        String event = Concert.on(admin, 8, "10.00");
        Caller anna = api.newUser();
        anna.post(event + "/bookings", "{\"quantity\": 2}");
        anna.delete(anna.post(event + "/bookings", "{\"quantity\": 1}").header("location"));
        anna.post(event + "/bookings", "{\"quantity\": 3, \"hold\": true}");
        anna.post(event + "/bookings", "{\"quantity\": 10}");
        return event;
    }

    private static void analyticsMustAddUp(String event) {
        Eventually.holds(() -> assertThat(values(admin.get(event + "/analytics"), "now"))
                .containsExactlyInAnyOrder(
                        "seats_sold 2",
                        "seats_held 3",
                        "revenue 20.00",
                        "utilization 0.25",
                        "attempts 4",
                        "refusals 1"));

        Answer revenue = admin.get(event + "/analytics?metric=revenue");
        assertThat(values(revenue, "now")).containsExactly("revenue 20.00");
        assertThat(values(revenue, "items")).containsExactly("revenue 20.00");
        Instant hour = Instant.parse(
                revenue.json().path("items").path(0).path("recordedAt").asText());
        assertThat(hour.getEpochSecond() % 3600).isZero();
        assertThat(admin.pages(event + "/analytics?limit=4", "metric")).hasSize(6);
        assertThat(admin.get(event + "/analytics?from=" + hour.plusSeconds(1)).items("metric"))
                .isEmpty();
        assertThat(admin.get(event + "/analytics?to=" + hour).items("metric")).isEmpty();
    }

    private static List<String> values(Answer analytics, String part) {
        List<String> values = new ArrayList<>();
        analytics
                .json()
                .path(part)
                .forEach(value -> values.add(value.path("metric").asText() + " "
                        + value.path("value").asText()));
        return values;
    }

    @Test
    void theClusterSaysWhoIsInItAndHowFarTheTablesAre() {
        Concert.on(admin, 1, "1.00");
        Answer cluster = admin.get("/v1/cluster");

        assertThat(cluster.json().path("members")).hasSize(1);
        assertThat(cluster.json().path("members").path(0).path("status").asText())
                .isEqualTo("up");
        assertThat(cluster.json().path("shards").path(0).path("events").asInt()).isPositive();
        assertThat(cluster.json().path("projections").findValuesAsText("shard")).containsExactly("0", "1", "2", "3");
        assertThat(cluster.json().path("projections").findValues("quarantined"))
                .hasSize(4)
                .allMatch(JsonNode::isArray);
    }

    @Test
    void theClusterSaysHowFarMessagesAre() {
        Instant before = Instant.now();
        Concert.on(admin, 1, "1.00");

        Eventually.holds(() -> {
            JsonNode messages = admin.get("/v1/cluster").json().path("messages");
            assertThat(messages.findValuesAsText("shard")).containsExactly("0", "1", "2", "3");
            assertThat(messages).allSatisfy(one -> {
                assertThat(Instant.parse(one.path("inboxAsOf").asText())).isAfter(before);
                assertThat(one.path("webhooksLagMillis").asLong()).isZero();
                for (String name : List.of(
                        "changesToTell",
                        "setAside",
                        "mailsWaiting",
                        "oldestMailMillis",
                        "webhookMessagesWaiting",
                        "oldestWebhookMessageMillis",
                        "webhooksSetAside")) {
                    assertThat(one.path(name).isIntegralNumber()).as(name).isTrue();
                }
            });
        });
    }
}
