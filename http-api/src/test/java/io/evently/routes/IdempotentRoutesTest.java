package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.http.server.RawClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same key is the same thing: whatever is made by a POST is made once and answered as the first time. */
@ExtendWith(WholeApi.Shared.class)
class IdempotentRoutesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "Idempotency-Key";

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

    // ---- events ----

    @Test
    void anEventIsCreatedOnceAndShownAsItWasFirst() {
        ObjectNode concert = concert(4).put("description", "Bring a hat").put("maxPerUser", 3);
        concert.putObject("pricingRule")
                .putArray("steps")
                .addObject()
                .put("soldShare", "0.50")
                .put("factor", "1.20");
        Answer first = admin.post("/v1/events", concert.toString(), KEY, "create-1");
        String event = first.header("location");
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("idempotent-replayed")).isNull();
        anna.post(event + "/bookings", "{\"quantity\": 2}");
        admin.patch(event, "{\"venue\": \"Another venue\"}");

        Answer again = admin.post("/v1/events", concert.toString(), KEY, "create-1");

        mustReplay(again, first);
        assertThat(again.header("etag")).isEqualTo(first.header("etag"));
        String name = concert.path("name").asText();
        Eventually.holds(() -> assertThat(admin.get("/v1/events?q=" + name).items("id"))
                .as("events of that name")
                .containsExactly(Concert.id(event)));
    }

    @Test
    void aDeletedEventIsNotCreatedAgain() {
        String concert = concert(4).toString();
        Answer first = admin.post("/v1/events", concert, KEY, "deleted");
        admin.delete(first.header("location"));

        mustReplay(admin.post("/v1/events", concert, KEY, "deleted"), first);
        assertThat(admin.get(first.header("location")).status()).isEqualTo(404);
    }

    @Test
    void aKeyIsForOneContentAndOneAdmin() {
        ObjectNode concert = concert(4);
        Answer first = admin.post("/v1/events", concert.toString(), KEY, "one");

        mustRefuseKey(admin.post(
                "/v1/events", concert.deepCopy().put("totalCapacity", 5).toString(), KEY, "one"));
        mustRefuseKey(admin.post(
                "/v1/events", concert.deepCopy().put("description", "").toString(), KEY, "one"));
        mustRefuseKey(admin.post(
                "/v1/events", concert.deepCopy().put("timeZone", "Asia/Tokyo").toString(), KEY, "one"));
        Answer others = api.newAdmin().post("/v1/events", concert.toString(), KEY, "one");
        assertThat(others.status()).isEqualTo(201);
        assertThat(others.header("idempotent-replayed")).isNull();
        assertThat(others.text("id")).isNotEqualTo(first.text("id"));
        Answer withoutKey = admin.post("/v1/events", concert.toString());
        assertThat(withoutKey.text("id")).isNotEqualTo(first.text("id"));
        // The same, said in other words.
        ObjectNode sameInFull = concert.deepCopy().put("maxPerBooking", 10).put("holdMinutes", 10).put("timeZone", "utc");
        mustReplay(admin.post("/v1/events", sameInFull.toString(), KEY, "one"), first);
    }

    @Test
    void whatWasRefusedLeavesTheKeyFree() {
        assertThat(admin.post("/v1/events", "{}", KEY, "free").status()).isEqualTo(422);
        assertThat(anna.post("/v1/events", concert(4).toString(), KEY, "free").status())
                .isEqualTo(403);

        Answer first = admin.post("/v1/events", concert(4).toString(), KEY, "free");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("idempotent-replayed")).isNull();
    }

    @Test
    void ofManyAtOnceOneEventComes() {
        String concert = concert(4).toString();
        List<CompletableFuture<Answer>> asked = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            asked.add(CompletableFuture.supplyAsync(() -> admin.post("/v1/events", concert, KEY, "at once")));
        }

        assertThat(asked.stream()
                        .map(Eventually::answer)
                        .map(answer -> answer.text("id"))
                        .distinct())
                .hasSize(1);
    }

    /** The node fell between making the event and noting it: the row still knows which event it was to be. */
    @Test
    void whatWasMadeButNotNotedIsFoundMade() throws Exception {
        Caller own = api.newAdmin();
        String concert = concert(4).toString();
        Answer first = own.post("/v1/events", concert, KEY, "fell");
        assertThat(api.change("update idempotency_keys set made_at = null where made_id = '" + first.text("id") + "'"))
                .isEqualTo(1);

        Answer again = own.post("/v1/events", concert, KEY, "fell");

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        mustReplay(own.post("/v1/events", concert, KEY, "fell"), first);
    }

    @Test
    void aKeyIsKeptForADay() throws Exception {
        Caller own = api.newAdmin();
        String concert = concert(4).toString();
        Answer first = own.post("/v1/events", concert, KEY, "a day");
        String passes = "update idempotency_keys set kept_since = kept_since - interval '%s' where made_id = '%s'";
        api.change(passes.formatted("23 hours 50 minutes", first.text("id")));
        mustReplay(own.post("/v1/events", concert, KEY, "a day"), first);

        api.change(passes.formatted("10 minutes", first.text("id")));
        Answer next = own.post("/v1/events", concert(5).toString(), KEY, "a day");

        assertThat(next.status()).isEqualTo(201);
        assertThat(next.text("id")).isNotEqualTo(first.text("id"));
    }

    // ---- users ----

    @Test
    void somebodyRegistersOnce() {
        Caller stranger = api.stranger();
        String ada = registration("ada-once@example.org", "Ada", "correct horse battery");
        Answer first = stranger.post("/v1/users", ada, KEY, "ada");
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("idempotent-replayed")).isNull();

        mustReplay(stranger.post("/v1/users", ada, KEY, "ada"), first);
        assertThat(stranger.post("/v1/users", ada).code()).isEqualTo("EMAIL_TAKEN");
        assertThat(stranger.post("/v1/users", ada, KEY, "another").code()).isEqualTo("EMAIL_TAKEN");
    }

    @Test
    void whoKnowsAKeyButNotThePasswordLearnsNothing() {
        Caller stranger = api.stranger();
        String eve = "eve-key@example.org";
        Answer first = stranger.post("/v1/users", registration(eve, "Eve", "correct horse battery"), KEY, "eve");
        assertThat(first.status()).isEqualTo(201);

        mustRefuseKey(stranger.post("/v1/users", registration(eve, "Eve", "another password"), KEY, "eve"));
        mustRefuseKey(stranger.post("/v1/users", registration(eve, "Mallory", "correct horse battery"), KEY, "eve"));
    }

    @Test
    void theSameKeyOfSomebodyElseIsAnotherKey() {
        Caller stranger = api.stranger();
        Answer one = stranger.post("/v1/users", registration("one-1@example.org", "One", "correct horse 1"), KEY, "1");
        Answer two = stranger.post("/v1/users", registration("two-1@example.org", "Two", "correct horse 1"), KEY, "1");

        assertThat(one.status()).isEqualTo(201);
        assertThat(two.status()).isEqualTo(201);
        assertThat(two.header("idempotent-replayed")).isNull();
        assertThat(two.text("id")).isNotEqualTo(one.text("id"));
    }

    @Test
    void whoWasToldThatTheAddressIsTakenMayUseTheKeyAnew() {
        Caller stranger = api.stranger();
        stranger.post("/v1/users", registration("taken-key@example.org", "First", "correct horse 1"));
        String second = registration("taken-key@example.org", "Second", "correct horse 2");

        assertThat(stranger.post("/v1/users", second, KEY, "k").code()).isEqualTo("EMAIL_TAKEN");
        assertThat(stranger.post("/v1/users", second, KEY, "k").code()).isEqualTo("EMAIL_TAKEN");
        String third = registration("taken-key@example.org", "Third", "correct horse 3");
        assertThat(stranger.post("/v1/users", third, KEY, "k").code()).isEqualTo("EMAIL_TAKEN");
    }

    @Test
    void whoFellBetweenTheKeyAndTheUserIsRegisteredUnderTheIdThatWasChosen() throws Exception {
        Caller stranger = api.stranger();
        String mia = registration("mia-fell@example.org", "Mia", "correct horse battery");
        Answer first = stranger.post("/v1/users", mia, KEY, "mia");
        api.change("update idempotency_keys set made_at = null where made_id = '" + first.text("id") + "'");

        Answer again = stranger.post("/v1/users", mia, KEY, "mia");

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
    }

    // ---- waitlist ----

    @Test
    void somebodyJoinsOnceAndIsAnsweredAsTheFirstTime() {
        String event = soldOut(3);
        bert.post(event + "/waitlist", "{}");
        String wish = "{\"quantity\": 2, \"notifyPrefs\": {\"email\": false}}";
        Answer first = anna.post(event + "/waitlist", wish, KEY, "join");
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("idempotent-replayed")).isNull();
        assertThat(first.number("position")).isEqualTo(2);
        bert.delete(event + "/waitlist/me");

        mustReplay(anna.post(event + "/waitlist", wish, KEY, "join"), first);
        mustRefuseKey(anna.post(event + "/waitlist", "{\"quantity\": 1}", KEY, "join"));
        mustRefuseKey(anna.post(event + "/waitlist", "{\"quantity\": 2}", KEY, "join"));
        anna.delete(event + "/waitlist/me");
        mustReplay(anna.post(event + "/waitlist", wish, KEY, "join"), first);
        assertThat(anna.get(event + "/waitlist/me").status()).isEqualTo(404);
        assertThat(anna.post(event + "/waitlist", wish, KEY, "join again").status())
                .isEqualTo(201);
        assertThat(bert.post(event + "/waitlist", "{\"quantity\": 1}", KEY, "join")
                        .status())
                .as("a key of somebody else")
                .isEqualTo(201);
    }

    @Test
    void whoWasPromotedAtOnceIsShownThePromotionAgain() {
        String event = Concert.on(admin, 3, "49.90");
        bert.post(event + "/bookings", "{\"quantity\": 1}");
        Answer blocking = api.newUser().post(event + "/waitlist", "{\"quantity\": 3}");
        admin.patch(event + "/waitlist/" + blocking.text("id"), "{\"priorityScore\": -1, \"reason\": \"no hurry\"}");

        Answer first = anna.post(event + "/waitlist", "{\"quantity\": 2}", KEY, "at once");
        assertThat(first.text("status")).isEqualTo("promoted");
        String promotion =
                event + "/promotions/" + first.json().at("/promotion/id").asText();
        anna.post(promotion + "/claim", null);

        mustReplay(anna.post(event + "/waitlist", "{\"quantity\": 2}", KEY, "at once"), first);
    }

    // ---- on every route that makes something ----

    @ParameterizedTest
    @ValueSource(strings = {"/v1/users", "/v1/events", "{event}/bookings", "{event}/waitlist"})
    void aBadKeyIsRefused(String route) {
        String target = route.replace("{event}", soldOut(1));
        for (String key : List.of("k".repeat(129), "k".repeat(200))) {
            Answer refused = admin.post(target, body(route), KEY, key);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.json().path("errors").findValuesAsText("field")).containsExactly(KEY);
        }
    }

    private static String body(String route) {
        return switch (route) {
            case "/v1/users" -> registration("bad-key@example.org", "Bad", "correct horse battery");
            case "/v1/events" -> concert(4).toString();
            default -> "{\"quantity\": 1}";
        };
    }

    private static ObjectNode concert(int seats) {
        return Concert.with(seats, "49.90")
                .put("name", "Concert" + UUID.randomUUID().toString().replace("-", ""));
    }

    private static String soldOut(int seats) {
        String event = Concert.on(admin, seats, "49.90");
        admin.post(event + "/bookings", "{\"quantity\": " + seats + "}");
        return event;
    }

    private static String registration(String email, String name, String password) {
        return JSON.createObjectNode()
                .put("email", email)
                .put("name", name)
                .put("password", password)
                .toString();
    }

    private static void mustReplay(Answer again, Answer first) {
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("location")).isEqualTo(first.header("location"));
        assertThat(again.header("idempotent-replayed")).isEqualTo("true");
    }

    private static void mustRefuseKey(Answer refused) {
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(refused.body()).contains("\"errors\":[{\"field\":\"Idempotency-Key\"");
    }
}
