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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Joining a queue, standing in it, being moved and leaving, over HTTP, on the whole api. */
@ExtendWith(WholeApi.Shared.class)
class WaitlistRoutesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

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

    // ---- joining ----

    @Test
    void whoJoinsIsToldTheirPlace() {
        String event = soldOut(4);
        String until = Instant.now().plus(Duration.ofDays(7)).toString();
        wait(bert, event, 1);

        Answer joined = anna.post(
                event + "/waitlist",
                "{\"quantity\": 3, \"expiresAt\": \"" + until + "\", \"notifyPrefs\": {\"email\": false}}");

        assertThat(joined.status()).isEqualTo(201);
        assertThat(joined.json().fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "eventId",
                        "userId",
                        "quantity",
                        "priorityScore",
                        "position",
                        "joinedAt",
                        "expiresAt",
                        "status");
        assertThat(joined.header("location")).isEqualTo(event + "/waitlist/me");
        assertThat(joined.text("eventId")).isEqualTo(Concert.id(event));
        assertThat(joined.text("userId")).isEqualTo(anna.id().toString());
        assertThat(joined.number("quantity")).isEqualTo(3);
        assertThat(joined.number("priorityScore")).isZero();
        assertThat(joined.number("position")).isEqualTo(2);
        assertThat(joined.text("status")).isEqualTo("waiting");
        assertThat(Instant.parse(joined.text("expiresAt")).toEpochMilli())
                .isEqualTo(Instant.parse(until).toEpochMilli());
        assertThat(anna.get(event + "/waitlist/me").body()).isEqualTo(joined.body());
        assertThat(api.stranger().get(event + "/availability").number("waitlistLength"))
                .isEqualTo(2);
    }

    @Test
    void whoSaysNothingWaitsForOneSeatForEver() {
        String event = soldOut(1);

        Answer joined = anna.post(event + "/waitlist", "{}");

        assertThat(joined.number("quantity")).isEqualTo(1);
        assertThat(joined.json().path("expiresAt").isNull()).isTrue();
    }

    @Test
    void nobodyWaitsTwiceNorForWhatTheyCouldHave() {
        String event = Concert.on(admin, 4, "49.90");
        mustRefuse(anna.post(event + "/waitlist", "{\"quantity\": 4}"), "SEATS_AVAILABLE");
        bert.post(event + "/bookings", "{\"quantity\": 3}");
        mustRefuse(anna.post(event + "/waitlist", "{\"quantity\": 1}"), "SEATS_AVAILABLE");
        wait(anna, event, 2);

        mustRefuse(anna.post(event + "/waitlist", "{\"quantity\": 1}"), "ALREADY_WAITING");
        mustRefuse(bert.post(event + "/waitlist", "{\"quantity\": 5}"), "BOOKING_LIMIT_REACHED");
        mustRefuse(bert.post(event + "/bookings", "{\"quantity\": 1}"), "SEATS_PROMISED_TO_WAITLIST");
        assertThat(bert.post(event + "/waitlist", "{\"quantity\": 1}").number("position"))
                .isEqualTo(2);
    }

    @Test
    void whatIsOverHasNoQueue() {
        String event = soldOut(1);
        wait(anna, event, 1);
        admin.post(event + "/cancel", "{\"reason\": \"Rain\"}");

        mustRefuse(bert.post(event + "/waitlist", "{}"), "EVENT_NOT_ON_SALE");
        mustNotFind(anna.get(event + "/waitlist/me"));
        assertThat(admin.get(event + "/waitlist").items("id")).isEmpty();
        Eventually.holds(() -> {
            Answer ended = admin.get(event + "/waitlist?status=expired");
            assertThat(ended.items("endReason")).containsExactly("the event was cancelled");
        });
    }

    @Test
    void nobodyWaitsForMoreThanTheyMayHave() {
        String event = Concert.on(
                admin, Concert.with(4, "49.90").put("maxPerBooking", 2).put("maxPerUser", 2));
        anna.post(event + "/bookings", "{\"quantity\": 1}");
        bert.post(event + "/bookings", "{\"quantity\": 2}");
        admin.post(event + "/bookings", "{\"quantity\": 1}");

        mustRefuse(api.newUser().post(event + "/waitlist", "{\"quantity\": 3}"), "BOOKING_LIMIT_REACHED");
        mustRefuse(anna.post(event + "/waitlist", "{\"quantity\": 2}"), "BOOKING_LIMIT_REACHED");
        mustRefuse(bert.post(event + "/waitlist", "{}"), "BOOKING_LIMIT_REACHED");
        wait(anna, event, 1);
    }

    /** B1: whoever wishes for more than others have would keep all free seats from everybody, for nothing. */
    @Test
    void nobodyWaitsForMoreThanOthersCouldGiveBack() {
        String event = Concert.on(admin, 10, "49.90");
        anna.post(event + "/bookings", "{\"quantity\": 1}");

        mustRefuse(anna.post(event + "/waitlist", "{\"quantity\": 10}"), "BOOKING_LIMIT_REACHED");
        assertThat(bert.post(event + "/bookings", "{\"quantity\": 1}").status()).isEqualTo(201);
        wait(anna, event, 9);
    }

    /** A5: seats that nobody may take go to the next in line. */
    @Test
    void whoBooksSoMuchThatTheyMayNotHaveWhatTheyWaitForWaitsNoLonger() {
        ObjectNode concert = Concert.with(3, "49.90").put("maxPerUser", 2);
        concert.putObject("waitlist").put("policy", "first_fit").put("windowMinutes", 10);
        String event = Concert.on(admin, concert);
        String sold = admin.post(event + "/bookings", "{\"quantity\": 2}").header("location");
        wait(anna, event, 2);
        anna.post(event + "/bookings", "{\"quantity\": 1}");
        mustNotFind(anna.get(event + "/waitlist/me"));
        wait(bert, event, 1);

        admin.delete(sold);

        assertThat(bert.get(event + "/waitlist/me").text("status")).isEqualTo("promoted");
        Eventually.holds(
                () -> assertThat(admin.get(event + "/waitlist?status=expired").items("endReason"))
                        .containsExactly("its user may not have so many seats (maxPerUser)"));
    }

    @Test
    void aSmallerLimitEndsWhoWantsMoreAndWhatIsPromisedBeyondIt() {
        String event = Concert.on(admin, 4, "49.90");
        String sold = admin.post(event + "/bookings", "{\"quantity\": 4}").header("location");
        Caller carol = api.newUser();
        wait(anna, event, 2);
        admin.delete(sold);
        Answer promoted = anna.get(event + "/waitlist/me");
        bert.post(event + "/bookings", "{\"quantity\": 1}");
        wait(bert, event, 2);
        wait(carol, event, 1);

        admin.patch(event, "{\"maxPerUser\": 1}");

        mustNotFind(anna.get(event + "/waitlist/me"));
        mustNotFind(bert.get(event + "/waitlist/me"));
        assertThat(carol.get(event + "/waitlist/me").text("status")).isEqualTo("promoted");
        String claim =
                event + "/promotions/" + promoted.json().at("/promotion/id").asText() + "/claim";
        mustRefuse(anna.post(claim, null), "PROMOTION_EXPIRED");
    }

    @Test
    void fromItsDateOnNobodyJoinsAndNobodyIsPromoted() {
        String event = soldOut(1);
        wait(anna, event, 1);
        Eventually.holds(() -> assertThat(
                        admin.patch(event, "{\"eventDate\": \"" + Instant.now().plusSeconds(1) + "\"}")
                                .status())
                .isEqualTo(200));

        Eventually.holds(() ->
                assertThat(api.newUser().post(event + "/waitlist", "{}").code()).isEqualTo("EVENT_NOT_ON_SALE"));

        assertThat(anna.get(event + "/waitlist/me").text("status")).isEqualTo("waiting");
        admin.post(event + "/complete", null);
        mustNotFind(anna.get(event + "/waitlist/me"));
    }

    @Test
    void aRefusalBecauseOthersWaitIsAnAttemptAndJoiningIsNone() {
        String event = Concert.on(admin, 2, "49.90");
        admin.post(event + "/bookings", "{\"quantity\": 1}");
        wait(anna, event, 2);

        mustRefuse(bert.post(event + "/bookings", "{\"quantity\": 1}"), "SEATS_PROMISED_TO_WAITLIST");

        Eventually.holds(() -> assertThat(admin.get("/v1/booking-attempts?eventId=" + Concert.id(event))
                        .items("failureReason"))
                .containsExactly("SEATS_PROMISED_TO_WAITLIST", "null"));
    }

    @Test
    void aWishIsAnObjectEvenIfItSaysNothing() {
        String event = soldOut(1);

        assertThat(anna.post(event + "/waitlist", "").code()).isEqualTo("MALFORMED_REQUEST");
        assertThat(anna.post(event + "/waitlist", "[]").code()).isEqualTo("INVALID_REQUEST");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"quantity\": 0}|quantity",
                "{\"quantity\": 11}|quantity",
                "{\"quantity\": \"1\"}|quantity",
                "{\"quantity\": null}|quantity",
                "{\"expiresAt\": \"2020-01-01T00:00:00Z\"}|expiresAt",
                "{\"expiresAt\": 5}|expiresAt",
                "{\"expiresAt\": null}|expiresAt",
                "{\"notifyPrefs\": true}|notifyPrefs",
                "{\"notifyPrefs\": {\"email\": \"yes\"}}|notifyPrefs.email",
                "{\"notifyPrefs\": {\"fax\": true}}|notifyPrefs.fax",
                "{\"priorityScore\": 7}|priorityScore"
            })
    void whatIsNoWishIsRefused(String body, String field) {
        Answer refused = anna.post(soldOut(1) + "/waitlist", body);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").findValuesAsText("field")).containsExactly(field);
    }

    // ---- standing in line ----

    @Test
    void anAdminMovesPeopleAndTheReasonIsKept() {
        String event = soldOut(2);
        Caller carol = api.newUser();
        wait(anna, event, 1);
        wait(bert, event, 1);
        String last = wait(carol, event, 2).text("id");

        Answer moved =
                admin.patch(event + "/waitlist/" + last, "{\"priorityScore\": 5, \"reason\": \"A spoilt seat\"}");

        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.number("priorityScore")).isEqualTo(5);
        assertThat(moved.number("position")).isEqualTo(1);
        assertThat(anna.get(event + "/waitlist/me").number("position")).isEqualTo(2);
        assertThat(admin.get(event + "/waitlist").items("userId"))
                .containsExactly(
                        carol.id().toString(), anna.id().toString(), bert.id().toString());
        carol.delete(event + "/waitlist/me");
        Eventually.holds(() -> {
            Answer left = admin.get(event + "/waitlist?status=left");
            assertThat(left.items("priorityReason")).containsExactly("A spoilt seat");
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"priorityScore\": 1000001, \"reason\": \"why\"}",
                "{\"priorityScore\": -1000001, \"reason\": \"why\"}",
                "{\"priorityScore\": 1.5, \"reason\": \"why\"}",
                "{\"priorityScore\": 1, \"reason\": \"\"}",
                "{\"priorityScore\": 1}",
                "{\"reason\": \"why\"}"
            })
    void aPriorityIsAWholeNumberWithAReason(String body) {
        String event = soldOut(1);
        String entry = wait(anna, event, 1).text("id");

        assertThat(admin.patch(event + "/waitlist/" + entry, body).status()).isEqualTo(422);
    }

    @Test
    void theQueueIsListedPageByPageInItsOrder() {
        String event = soldOut(1);
        List<String> inOrder = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            inOrder.add(wait(api.newUser(), event, 1).text("id"));
        }
        String hurried = inOrder.remove(6);
        admin.patch(event + "/waitlist/" + hurried, "{\"priorityScore\": 1, \"reason\": \"why\"}");
        inOrder.add(0, hurried);

        List<String> listed = new ArrayList<>();
        List<String> positions = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            Answer page = admin.get(event + "/waitlist?limit=3" + cursor);
            listed.addAll(page.items("id"));
            positions.addAll(page.items("position"));
            cursor = page.json().path("nextCursor").isNull() ? null : "&cursor=" + page.text("nextCursor");
        }
        assertThat(listed).isEqualTo(inOrder);
        assertThat(positions).containsExactly("1", "2", "3", "4", "5", "6", "7");
        assertThat(admin.get(event + "/waitlist?cursor=nonsense").status()).isEqualTo(422);
        assertThat(admin.get(event + "/waitlist?status=expired&cursor=NQ").status())
                .isEqualTo(422);
        assertThat(admin.get(event + "/waitlist?status=lost").status()).isEqualTo(422);
    }

    // ---- leaving ----

    @Test
    void whoLeavesIsGoneAndComesBackAtTheEnd() {
        String event = soldOut(1);
        wait(anna, event, 1);
        wait(bert, event, 1);

        assertThat(anna.delete(event + "/waitlist/me").status()).isEqualTo(204);

        mustNotFind(anna.get(event + "/waitlist/me"));
        mustNotFind(anna.delete(event + "/waitlist/me"));
        assertThat(bert.get(event + "/waitlist/me").number("position")).isEqualTo(1);
        assertThat(wait(anna, event, 1).number("position")).isEqualTo(2);
    }

    // ---- whose it is ----

    @Test
    void theQueueIsForAdminsAndTheEntryForItsOwner() {
        String event = soldOut(1);
        String entry = wait(anna, event, 1).text("id");

        assertThat(bert.get(event + "/waitlist").status()).isEqualTo(403);
        assertThat(bert.patch(event + "/waitlist/" + entry, "{\"priorityScore\": 1, \"reason\": \"me\"}")
                        .status())
                .isEqualTo(403);
        assertThat(api.stranger().post(event + "/waitlist", "{}").status()).isEqualTo(401);
        mustNotFind(bert.get(event + "/waitlist/me"));
        mustNotFind(
                admin.patch(event + "/waitlist/" + UUID.randomUUID(), "{\"priorityScore\": 1, \"reason\": \"why\"}"));
        mustNotFind(anna.get("/v1/events/" + UUID.randomUUID() + "/waitlist/me"));
        mustNotFind(admin.get("/v1/events/" + UUID.randomUUID() + "/waitlist"));
        mustNotFind(admin.get("/v1/events/" + UUID.randomUUID() + "/waitlist?status=left"));
    }

    /** An event whose seats are all sold. */
    private static String soldOut(int seats) {
        ObjectNode waitlist = JSON.createObjectNode().put("policy", "strict").put("windowMinutes", 10);
        String event = Concert.on(admin, Concert.with(seats, "49.90").set("waitlist", waitlist));
        assertThat(admin.post(event + "/bookings", "{\"quantity\": " + seats + "}")
                        .status())
                .isEqualTo(201);
        return event;
    }

    private static Answer wait(Caller caller, String event, int quantity) {
        Answer joined = caller.post(event + "/waitlist", "{\"quantity\": " + quantity + "}");
        assertThat(joined.status()).isEqualTo(201);
        return joined;
    }

    private static void mustRefuse(Answer answer, String code) {
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo(code);
    }

    private static void mustNotFind(Answer answer) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("NOT_FOUND");
    }
}
