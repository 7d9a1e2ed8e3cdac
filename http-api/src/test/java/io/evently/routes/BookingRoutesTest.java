package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.server.RawClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Booking, holding, confirming, cancelling and repeating, over HTTP, on the whole api. */
@ExtendWith(WholeApi.Shared.class)
class BookingRoutesTest {

    private static final String TWO = "{\"quantity\": 2}";
    private static final String HOLD_TWO = "{\"quantity\": 2, \"hold\": true}";

    private static WholeApi api;
    private static Caller admin;
    private static Caller anna;
    private static Caller bert;

    @BeforeAll
    static void use(WholeApi running) {
        api = running;
        admin = api.newAdmin();
        anna = api.newUser();
        bert = api.newUser();
    }

    // ---- booking ----

    @Test
    void aBookingIsAnsweredWithItsDocument() {
        String event = Concert.on(admin, 10, "49.90");

        Answer booked = anna.post(event + "/bookings", TWO);

        assertThat(booked.status()).isEqualTo(201);
        assertThat(booked.json().fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "reference",
                        "eventId",
                        "userId",
                        "quantity",
                        "unitPrice",
                        "totalAmount",
                        "status",
                        "createdAt");
        assertThat(booked.header("location")).isEqualTo(event + "/bookings/" + booked.text("id"));
        assertThat(booked.header("idempotent-replayed")).isNull();
        assertThat(booked.text("reference")).matches("EVT\\d{8}[0-9A-HJKMNP-TV-Z]{12}");
        assertThat(booked.text("eventId")).isEqualTo(Concert.id(event));
        assertThat(booked.text("userId")).isEqualTo(anna.id().toString());
        assertThat(booked.number("quantity")).isEqualTo(2);
        assertThat(booked.text("unitPrice")).isEqualTo("49.90");
        assertThat(booked.text("totalAmount")).isEqualTo("99.80");
        assertThat(booked.text("status")).isEqualTo("confirmed");
        assertThat(anna.get(booked.header("location")).body()).isEqualTo(booked.body());
        assertThat(api.stranger().get(event + "/availability").number("confirmedSeats"))
                .as("who got a 201 sees it")
                .isEqualTo(2);
    }

    @Test
    void aTokenIsEnoughToBookAndTheTablesTakeTheBookingToo() {
        String event = Concert.on(admin, 10, "49.90");
        Caller nobodyKnowsThem = api.newUser();

        Answer booked = nobodyKnowsThem.post(event + "/bookings", TWO);

        assertThat(booked.status()).isEqualTo(201);
        Eventually.holds(() -> assertThat(nobodyKnowsThem
                        .get("/v1/bookings/" + booked.text("reference"))
                        .body())
                .isEqualTo(booked.body()));
    }

    @Test
    void theMostExpensiveBookingReachesTheTablesToo() {
        String event = Concert.on(admin, Integer.MAX_VALUE, "99999999.99");

        Answer booked = anna.post(event + "/bookings", "{\"quantity\": 10}");

        assertThat(booked.text("totalAmount")).isEqualTo("999999999.90");
        Eventually.holds(() -> assertThat(
                        anna.get("/v1/bookings/" + booked.text("reference")).body())
                .isEqualTo(booked.body()));
    }

    @Test
    void freeEventsAreBookedLikeOthers() {
        String event = Concert.on(admin, 10, "0.00");

        Answer booked = anna.post(event + "/bookings", "{\"quantity\": 10, \"expectedPrice\": \"0.00\"}");

        assertThat(booked.status()).isEqualTo(201);
        assertThat(booked.text("totalAmount")).isEqualTo("0.00");
    }

    @Test
    void anExpectedPriceRefusesASurpriseAndSaysThePrice() {
        String event = Concert.on(admin, 10, "49.90");

        Answer refused = anna.post(event + "/bookings", "{\"quantity\": 1, \"expectedPrice\": \"39.90\"}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("PRICE_CHANGED");
        assertThat(refused.text("currentPrice")).isEqualTo("49.90");
        assertThat(anna.post(event + "/bookings", "{\"quantity\": 1, \"expectedPrice\": \"49.90\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void withoutSeatsTheRefusalSaysWhetherFewerWouldDo() {
        String event = Concert.on(admin, 3, "49.90");
        mustRefuse(anna.post(event + "/bookings", "{\"quantity\": 4}"), "NOT_ENOUGH_SEATS");
        anna.post(event + "/bookings", TWO);
        bert.post(event + "/bookings", "{\"quantity\": 1, \"hold\": true}");

        mustRefuse(anna.post(event + "/bookings", "{\"quantity\": 1}"), "SOLD_OUT");
        mustRefuse(anna.post(event + "/bookings", "{\"quantity\": 1, \"expectedPrice\": \"1.00\"}"), "SOLD_OUT");
    }

    @ParameterizedTest(name = "{0} seats, hold {1}: {2}")
    @CsvSource({"3, false, BOOKING_LIMIT_REACHED", "2, true, BOOKING_LIMIT_REACHED", "2, false, ''"})
    void limitsOfOneBookingOfOneUserAndOfHolds(int quantity, boolean hold, String code) {
        String event = Concert.on(
                admin, Concert.with(100, "1.00").put("maxPerBooking", 2).put("maxPerUser", 4));
        anna.post(event + "/bookings", HOLD_TWO);

        Answer answer = anna.post(event + "/bookings", "{\"quantity\": " + quantity + ", \"hold\": " + hold + "}");

        assertThat(answer.code()).isEqualTo(code);
        if (answer.status() == 201) {
            mustRefuse(anna.post(event + "/bookings", "{\"quantity\": 1}"), "BOOKING_LIMIT_REACHED");
            assertThat(bert.post(event + "/bookings", TWO).status())
                    .as("others are not limited by it")
                    .isEqualTo(201);
        }
    }

    // ---- repeating ----

    @Test
    void aRepeatWithTheSameKeyIsAnsweredWithTheSameBytes() {
        String event = Concert.on(admin, 10, "49.90");
        Answer first = anna.post(event + "/bookings", TWO, "Idempotency-Key", "order 66 ~");

        Answer again = anna.post(event + "/bookings", TWO, "Idempotency-Key", "order 66 ~");

        mustReplay(again, first);
        assertThat(api.stranger().get(event + "/availability").number("availableSeats"))
                .isEqualTo(8);
    }

    @Test
    void aRepeatSaysWhatTheFirstAnswerSaidWhateverHasHappenedSince() {
        String event = Concert.on(admin, 4, "49.90");
        Answer first = anna.post(event + "/bookings", HOLD_TWO, "Idempotency-Key", "mine");
        String booking = first.header("location");

        anna.post(booking + "/confirm", null);
        mustReplay(anna.post(event + "/bookings", HOLD_TWO, "Idempotency-Key", "mine"), first);

        bert.post(event + "/bookings", TWO);
        mustReplay(anna.post(event + "/bookings", HOLD_TWO, "Idempotency-Key", "mine"), first);

        anna.delete(booking);
        mustReplay(anna.post(event + "/bookings", HOLD_TWO, "Idempotency-Key", "mine"), first);

        admin.put(event + "/price", "{\"price\": \"1.00\", \"reason\": \"Last call\"}");
        admin.post(event + "/cancel", "{\"reason\": \"Rain\"}");
        mustReplay(anna.post(event + "/bookings", HOLD_TWO, "Idempotency-Key", "mine"), first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"quantity\": 3}",
                "{\"quantity\": 2, \"hold\": true}",
                "{\"quantity\": 2, \"expectedPrice\": \"49.90\"}"
            })
    void aKeyBelongsToOneRequest(String other) {
        String event = Concert.on(admin, 10, "49.90");
        anna.post(event + "/bookings", TWO, "Idempotency-Key", "mine");

        Answer reused = anna.post(event + "/bookings", other, "Idempotency-Key", "mine");

        assertThat(reused.status()).isEqualTo(422);
        assertThat(reused.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(anna.post(event + "/bookings", "{\"quantity\": 2, \"hold\": false}", "Idempotency-Key", "mine")
                        .header("idempotent-replayed"))
                .as("the same, said otherwise")
                .isEqualTo("true");
    }

    @Test
    void aKeyBelongsToOneUserAndOneEvent() {
        String event = Concert.on(admin, 10, "49.90");
        Answer annas = anna.post(event + "/bookings", TWO, "Idempotency-Key", "1");

        Answer berts = bert.post(event + "/bookings", TWO, "Idempotency-Key", "1");
        Answer elsewhere = anna.post(Concert.on(admin, 10, "49.90") + "/bookings", TWO, "Idempotency-Key", "1");

        assertThat(berts.status()).isEqualTo(201);
        assertThat(berts.text("id")).isNotEqualTo(annas.text("id"));
        assertThat(elsewhere.header("idempotent-replayed")).isNull();
    }

    @Test
    void afterARefusalTheKeyTriesAnew() {
        String event = Concert.on(admin, 1, "49.90");
        mustRefuse(anna.post(event + "/bookings", TWO, "Idempotency-Key", "1"), "NOT_ENOUGH_SEATS");
        admin.patch(event, "{\"totalCapacity\": 2}");

        Answer booked = anna.post(event + "/bookings", TWO, "Idempotency-Key", "1");

        assertThat(booked.status()).isEqualTo(201);
        assertThat(booked.header("idempotent-replayed")).isNull();
    }

    // ---- holding, confirming, cancelling ----

    @Test
    void aHoldRunsOutWhenTheEventSays() {
        String event = Concert.on(admin, Concert.with(10, "49.90").put("holdMinutes", 7));

        Answer held = anna.post(event + "/bookings", HOLD_TWO);

        assertThat(held.text("status")).isEqualTo("pending");
        assertThat(held.json().fieldNames()).toIterable().contains("holdExpiresAt");
        Instant made = Instant.parse(held.text("createdAt"));
        assertThat(Instant.parse(held.text("holdExpiresAt"))).isEqualTo(made.plus(Duration.ofMinutes(7)));
    }

    @Test
    void aHoldIsConfirmedOnceHoweverOftenItIsAsked() {
        String event = Concert.on(admin, 10, "49.90");
        String hold = anna.post(event + "/bookings", HOLD_TWO).header("location");

        Answer confirmed = anna.post(hold + "/confirm", null);

        assertThat(confirmed.status()).isEqualTo(200);
        assertThat(confirmed.text("status")).isEqualTo("confirmed");
        assertThat(anna.post(hold + "/confirm", null).body()).isEqualTo(confirmed.body());
        assertThat(anna.get(hold).body()).isEqualTo(confirmed.body());
        Answer seats = api.stranger().get(event + "/availability");
        assertThat(seats.number("heldSeats")).isZero();
        assertThat(seats.number("confirmedSeats")).isEqualTo(2);
    }

    @Test
    void whatIsCancelledGivesItsSeatsBackOnce() {
        String event = Concert.on(admin, 2, "49.90");
        String booking = anna.post(event + "/bookings", TWO).header("location");

        Answer cancelled = anna.delete(booking);

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("status")).isEqualTo("cancelled");
        assertThat(anna.delete(booking).body()).isEqualTo(cancelled.body());
        assertThat(anna.get(booking).body()).isEqualTo(cancelled.body());
        mustRefuse(anna.post(booking + "/confirm", null), "BOOKING_NOT_ACTIVE");
        assertThat(api.stranger().get(event + "/availability").number("availableSeats"))
                .isEqualTo(2);
        assertThat(bert.post(event + "/bookings", TWO).status()).isEqualTo(201);
    }

    // ---- whose it is ----

    @Test
    void othersSeeNothingOfABooking() {
        String event = Concert.on(admin, 10, "49.90");
        Answer hold = anna.post(event + "/bookings", HOLD_TWO);
        String booking = hold.header("location");
        Eventually.holds(() -> assertThat(
                        anna.get("/v1/bookings/" + hold.text("reference")).status())
                .isEqualTo(200));

        mustNotFind(bert.get(booking), hold);
        mustNotFind(bert.delete(booking), hold);
        mustNotFind(bert.post(booking + "/confirm", null), hold);
        mustNotFind(bert.get("/v1/bookings/" + hold.text("reference")), hold);

        assertThat(bert.get("/v1/bookings").items("id")).doesNotContain(hold.text("id"));
        assertThat(anna.get(booking).body()).isEqualTo(hold.body());
    }

    @Test
    void anAdminSeesAndCancelsOthersBookingsButConfirmsOnlyTheirOwn() {
        String event = Concert.on(admin, 10, "49.90");
        Answer hold = anna.post(event + "/bookings", HOLD_TWO);
        String booking = hold.header("location");

        assertThat(admin.get(booking).body()).isEqualTo(hold.body());
        assertThat(admin.post(booking + "/confirm", null).status()).isEqualTo(404);
        Answer cancelled = admin.delete(booking);
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("status")).isEqualTo("cancelled");
        assertThat(anna.get(booking).body()).isEqualTo(cancelled.body());
    }

    @Test
    void aBookingIsFoundUnderItsOwnEventOnly() {
        String event = Concert.on(admin, 10, "49.90");
        Answer booked = anna.post(event + "/bookings", TWO);
        String elsewhere = Concert.on(admin, 10, "49.90") + "/bookings/" + booked.text("id");
        Eventually.holds(() -> assertThat(
                        anna.get("/v1/bookings/" + booked.text("reference")).status())
                .isEqualTo(200));

        mustNotFind(anna.get(elsewhere), booked);
        mustNotFind(anna.delete(elsewhere), booked);
        mustNotFind(anna.get(event + "/bookings/" + UUID.randomUUID()), booked);
    }

    private static void mustReplay(Answer again, Answer first) {
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("idempotent-replayed")).isEqualTo("true");
        assertThat(again.header("location")).isEqualTo(first.header("location"));
        assertThat(again.body()).isEqualTo(first.body());
    }

    private static void mustRefuse(Answer answer, String code) {
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo(code);
    }

    private static void mustNotFind(Answer answer, Answer hidden) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("NOT_FOUND");
        assertThat(answer.body()).doesNotContain(hidden.text("reference"), hidden.text("userId"));
    }
}
