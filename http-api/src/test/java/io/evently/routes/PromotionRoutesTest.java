package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.http.server.RawClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Seats that come free are promised, claimed and passed on, over HTTP, on the whole api. Windows that run out take a
 * minute at least, so they are tried where the clock can be pushed ({@code QueueTest}) and in the stampede.
 */
@ExtendWith(WholeApi.Shared.class)
class PromotionRoutesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static WholeApi api;
    private static Caller admin;

    private Caller anna;
    private Caller bert;
    private Caller carol;

    @BeforeAll
    static void use(WholeApi running) {
        api = running;
        admin = api.newAdmin();
    }

    @BeforeEach
    void meet() {
        anna = api.newUser();
        bert = api.newUser();
        carol = api.newUser();
    }

    @Test
    void freedSeatsArePromisedToTheHeadOfTheQueueAndClaimedAtThePromisedPrice() {
        String event = event(4, "strict");
        String sold = book(admin, event, 4);
        wait(anna, event, 2);
        wait(bert, event, 3);
        String third = wait(carol, event, 2);
        admin.patch(event + "/waitlist/" + third, "{\"priorityScore\": 1, \"reason\": \"A spoilt seat\"}");

        admin.delete(sold);

        Answer entry = carol.get(event + "/waitlist/me");
        assertThat(entry.text("status")).isEqualTo("promoted");
        assertThat(entry.json().path("position").isNull()).isTrue();
        Answer listed = openPromotion(carol);
        assertThat(entry.json().path("promotion"))
                .as("as in the list, and at once")
                .isEqualTo(listed.json().path("items").get(0));
        assertThat(bert.get(event + "/waitlist/me").json().has("promotion")).isFalse();
        assertThat(anna.get(event + "/waitlist/me").text("status")).isEqualTo("promoted");
        assertThat(bert.get(event + "/waitlist/me").number("position")).isEqualTo(1);
        Answer seats = api.stranger().get(event + "/availability");
        assertThat(seats.number("promisedSeats")).isEqualTo(4);
        assertThat(seats.number("availableSeats")).isZero();
        assertThat(seats.number("waitlistLength")).isEqualTo(1);
        mustRefuse(bert.post(event + "/bookings", "{\"quantity\": 1}"), "SOLD_OUT");

        admin.put(event + "/price", "{\"price\": \"99.00\", \"reason\": \"Last call\"}");
        Answer promotion = openPromotion(carol);
        assertThat(promotion.json().path("items").get(0).fieldNames())
                .toIterable()
                .containsExactly("id", "eventId", "quantity", "unitPrice", "promotedAt", "expiresAt", "status");
        assertThat(promotion.items("eventId")).containsExactly(Concert.id(event));
        assertThat(promotion.items("quantity")).containsExactly("2");
        assertThat(promotion.items("unitPrice")).containsExactly("49.90");
        assertThat(Instant.parse(promotion.items("expiresAt").get(0)))
                .isEqualTo(Instant.parse(promotion.items("promotedAt").get(0)).plus(Duration.ofMinutes(10)));

        String claim = event + "/promotions/" + promotion.items("id").get(0) + "/claim";
        Answer booked = carol.post(claim, null);

        assertThat(booked.header("idempotent-replayed")).isNull();
        assertThat(booked.status()).isEqualTo(201);
        assertThat(booked.text("status")).isEqualTo("confirmed");
        assertThat(booked.text("unitPrice")).isEqualTo("49.90");
        assertThat(booked.text("totalAmount")).isEqualTo("99.80");
        assertThat(booked.text("userId")).isEqualTo(carol.id().toString());
        assertThat(booked.header("location")).isEqualTo(event + "/bookings/" + booked.text("id"));
        assertThat(carol.get(booked.header("location")).body()).isEqualTo(booked.body());
        assertThat(carol.get(event + "/waitlist/me").status()).isEqualTo(404);

        carol.delete(booked.header("location"));
        Answer again = carol.post(claim, null);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).as("whatever has happened since").isEqualTo(booked.body());
        assertThat(again.header("idempotent-replayed")).isEqualTo("true");
        Eventually.holds(
                () -> assertThat(carol.get("/v1/promotions").items("status")).containsExactly("used"));
        Eventually.holds(() -> assertThat(
                        carol.get("/v1/bookings/" + booked.text("reference")).text("status"))
                .isEqualTo("cancelled"));
    }

    @Test
    void whoDeclinesPassesTheSeatsOnAtOnce() {
        String event = event(2, "strict");
        String sold = book(admin, event, 2);
        wait(anna, event, 2);
        wait(bert, event, 1);
        admin.delete(sold);
        String promotion =
                event + "/promotions/" + openPromotion(anna).items("id").get(0);

        assertThat(anna.post(promotion + "/decline", null).status()).isEqualTo(204);

        assertThat(bert.get(event + "/waitlist/me").text("status")).isEqualTo("promoted");
        assertThat(anna.get(event + "/waitlist/me").status()).isEqualTo(404);
        assertThat(anna.post(promotion + "/decline", null).status()).isEqualTo(204);
        mustRefuse(anna.post(promotion + "/claim", null), "PROMOTION_EXPIRED");
        assertThat(api.stranger().get(event + "/availability").number("availableSeats"))
                .as("the rest returns to sale")
                .isEqualTo(1);
        assertThat(carol.post(event + "/bookings", "{\"quantity\": 1}").status())
                .isEqualTo(201);
        Eventually.holds(
                () -> assertThat(anna.get("/v1/promotions").items("status")).containsExactly("expired"));
    }

    @Test
    void whoLeavesGivesBackWhatWasPromised() {
        String event = event(1, "strict");
        String sold = book(admin, event, 1);
        wait(anna, event, 1);
        wait(bert, event, 1);
        admin.delete(sold);

        assertThat(anna.delete(event + "/waitlist/me").status()).isEqualTo(204);

        assertThat(bert.get(event + "/waitlist/me").text("status")).isEqualTo("promoted");
    }

    @Test
    void moreSeatsServeTheQueueAndAHoldThatIsCancelledDoesToo() {
        String event = event(2, "strict");
        String held = carol.post(event + "/bookings", "{\"quantity\": 2, \"hold\": true}")
                .header("location");
        wait(anna, event, 1);
        wait(bert, event, 2);

        admin.patch(event, "{\"totalCapacity\": 3}");
        assertThat(anna.get(event + "/waitlist/me").text("status")).isEqualTo("promoted");
        assertThat(bert.get(event + "/waitlist/me").text("status")).isEqualTo("waiting");
        mustRefuse(admin.patch(event, "{\"totalCapacity\": 2}"), "CAPACITY_BELOW_SOLD");

        carol.delete(held);
        assertThat(bert.get(event + "/waitlist/me").text("status")).isEqualTo("promoted");
    }

    @Test
    void byFirstFitASmallerGroupIsServedAndThePublicBuysWhatFitsNobody() {
        String event = event(5, "first_fit");
        String three = book(admin, event, 3);
        book(admin, event, 2);
        wait(anna, event, 4);
        wait(bert, event, 2);

        admin.delete(three);

        assertThat(anna.get(event + "/waitlist/me").text("status")).isEqualTo("waiting");
        assertThat(bert.get(event + "/waitlist/me").text("status")).isEqualTo("promoted");
        mustRefuse(carol.post(event + "/bookings", "{\"quantity\": 2}"), "NOT_ENOUGH_SEATS");
        assertThat(carol.post(event + "/bookings", "{\"quantity\": 1}").status())
                .isEqualTo(201);
    }

    @Test
    void aPromotionIsForItsOwner() {
        String event = event(1, "strict");
        String sold = book(admin, event, 1);
        wait(anna, event, 1);
        admin.delete(sold);
        String promotion =
                event + "/promotions/" + openPromotion(anna).items("id").get(0);
        String elsewhere = promotion.replace(Concert.id(event), Concert.id(event(1, "strict")));

        for (Answer answer : List.of(
                bert.post(promotion + "/claim", null),
                bert.post(promotion + "/decline", null),
                admin.post(promotion + "/claim", null),
                anna.post(elsewhere + "/claim", null),
                anna.post(event + "/promotions/" + UUID.randomUUID() + "/claim", null),
                anna.post(event + "/promotions/none/claim", null))) {
            assertThat(answer.status()).isEqualTo(404);
        }
        assertThat(bert.get("/v1/promotions").items("id")).isEmpty();
        assertThat(api.stranger().get("/v1/promotions").status()).isEqualTo(401);
        assertThat(anna.post(promotion + "/claim", null).status()).isEqualTo(201);
    }

    @Test
    void aClaimIsNoAttempt() {
        String event = event(1, "strict");
        String sold = book(admin, event, 1);
        wait(anna, event, 1);
        admin.delete(sold);
        String promotion =
                event + "/promotions/" + openPromotion(anna).items("id").get(0);
        anna.post(promotion + "/claim", null);
        mustRefuse(bert.post(event + "/bookings", "{\"quantity\": 1}"), "SOLD_OUT");

        // Attempts are written in order: had the claim been one, it would be there when the later one is.
        Eventually.holds(() -> assertThat(admin.get("/v1/booking-attempts?eventId=" + Concert.id(event))
                        .items("failureReason"))
                .containsExactly("SOLD_OUT", "null"));
    }

    @Test
    void nobodyBooksAwayWhatIsPromisedToThem() {
        ObjectNode waitlist = JSON.createObjectNode().put("policy", "first_fit").put("windowMinutes", 10);
        String event =
                Concert.on(admin, Concert.with(3, "49.90").put("maxPerUser", 2).set("waitlist", waitlist));
        String sold = book(bert, event, 2);
        wait(anna, event, 2);
        bert.delete(sold);
        String promotion = event + "/promotions/"
                + anna.get(event + "/waitlist/me").json().at("/promotion/id").asText();

        mustRefuse(anna.post(event + "/bookings", "{\"quantity\": 1}"), "BOOKING_LIMIT_REACHED");
        assertThat(anna.post(promotion + "/claim", null).status()).isEqualTo(201);
        mustRefuse(anna.post(event + "/bookings", "{\"quantity\": 1}"), "BOOKING_LIMIT_REACHED");
    }

    @Test
    void myPromotionsAreListedOverAllEventsOpenOnesFirst() {
        List<String> open = new ArrayList<>();
        List<String> over = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String event = event(1, "strict");
            String sold = book(admin, event, 1);
            wait(anna, event, 1);
            admin.delete(sold);
            (i % 2 == 0 ? open : over).add(0, Concert.id(event));
        }
        Eventually.holds(
                () -> assertThat(anna.get("/v1/promotions").items("eventId")).hasSize(7));
        for (String eventId : over) {
            anna.delete("/v1/events/" + eventId + "/waitlist/me");
        }
        Eventually.holds(() -> assertThat(anna.get("/v1/promotions").items("status"))
                .containsExactly("pending", "pending", "pending", "pending", "expired", "expired", "expired"));

        List<String> listed = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            Answer page = anna.get("/v1/promotions?limit=2" + cursor);
            listed.addAll(page.items("eventId"));
            cursor = page.json().path("nextCursor").isNull() ? null : "&cursor=" + page.text("nextCursor");
        }
        open.addAll(over);
        assertThat(listed).isEqualTo(open);
        assertThat(anna.get("/v1/promotions?cursor=nonsense").status()).isEqualTo(422);
    }

    @Test
    void theQueueIsMeasured() {
        String event = event(1, "strict");
        String sold = book(admin, event, 1);
        wait(anna, event, 1);
        wait(bert, event, 1);
        admin.delete(sold);
        anna.post(event + "/promotions/" + openPromotion(anna).items("id").get(0) + "/claim", null);

        Eventually.holds(() -> assertThat(admin.get(event + "/analytics?metric=waitlist_conversion")
                        .json()
                        .path("now")
                        .findValuesAsText("value"))
                .containsExactly("1"));
        assertThat(admin.get(event + "/analytics?metric=waitlist_length")
                        .json()
                        .path("now")
                        .findValuesAsText("value"))
                .containsExactly("1");
        assertThat(admin.get(event + "/analytics?metric=waitlist_wait_seconds")
                        .json()
                        .path("now"))
                .hasSize(1);
    }

    private static String event(int seats, String policy) {
        ObjectNode waitlist = JSON.createObjectNode().put("policy", policy).put("windowMinutes", 10);
        return Concert.on(admin, Concert.with(seats, "49.90").set("waitlist", waitlist));
    }

    private static String book(Caller caller, String event, int quantity) {
        Answer booked = caller.post(event + "/bookings", "{\"quantity\": " + quantity + "}");
        assertThat(booked.status()).isEqualTo(201);
        return booked.header("location");
    }

    private static String wait(Caller caller, String event, int quantity) {
        Answer joined = caller.post(event + "/waitlist", "{\"quantity\": " + quantity + "}");
        assertThat(joined.status()).as(joined.body()).isEqualTo(201);
        return joined.text("id");
    }

    /** The caller's promotions, once the tables show an open one. */
    private static Answer openPromotion(Caller caller) {
        Eventually.holds(
                () -> assertThat(caller.get("/v1/promotions").items("status")).contains("pending"));
        return caller.get("/v1/promotions");
    }

    private static void mustRefuse(Answer answer, String code) {
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo(code);
    }
}
