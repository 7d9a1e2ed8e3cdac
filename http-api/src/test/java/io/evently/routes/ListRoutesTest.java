package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.database.Shards;
import io.evently.http.server.RawClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lists, searches and numbers over HTTP: read from the tables of all four databases, a moment behind the events. */
@ExtendWith(WholeApi.Shared.class)
class ListRoutesTest {

    /** A word that no other test's events have. */
    private static final String WORD = "zither" + Long.toString(System.nanoTime(), 36);

    private static WholeApi api;
    private static Caller admin;
    private static Caller stranger;
    /** Events with {@link #WORD} in their names, a day apart, in at least three of the four databases. */
    private static final List<String> EVENTS = new ArrayList<>();

    @BeforeAll
    static void makeEvents(WholeApi running) {
        api = running;
        admin = api.newAdmin();
        stranger = api.stranger();
        Set<Integer> databases = new HashSet<>();
        while (EVENTS.size() < 8 || databases.size() < 3) {
            String event = Concert.on(
                    admin,
                    Concert.with(100, "49.90")
                            .put("name", WORD + " concert no. " + EVENTS.size())
                            .put("description", "With a " + (EVENTS.size() % 2 == 0 ? "bassoon" : "harp"))
                            .put("venue", "O'Connor's barn")
                            .put("eventDate", day(EVENTS.size()).toString()));
            databases.add(Shards.shardOf(UUID.fromString(Concert.id(event))));
            EVENTS.add(Concert.id(event));
        }
        Eventually.holds(() -> assertThat(found("")).hasSameSizeAs(EVENTS));
    }

    private static Instant day(int number) {
        return Concert.DATE.plus(Duration.ofDays(number));
    }

    private static List<String> found(String filter) {
        return stranger.get("/v1/events?q=" + WORD + filter).items("id");
    }

    // ---- events ----

    @Test
    void eventsAreFoundByTheirWordsInOrderOfDate() {
        assertThat(found("")).isEqualTo(EVENTS);
        assertThat(found("%20bassoon")).hasSize((EVENTS.size() + 1) / 2).doesNotContain(EVENTS.get(1));
        assertThat(found("+-bassoon")).contains(EVENTS.get(1)).doesNotContain(EVENTS.get(0));
        assertThat(found("%20%22O%27Connor%27s%20barn%22")).isEqualTo(EVENTS);
        assertThat(found("%20tuba")).isEmpty();
    }

    @Test
    void aSearchWithoutAWordToLookForIsRefused() {
        for (String nonsense : List.of(
                "%26%26%28",
                "%22", "%3A%2A", "%27%3B--", "%5C", "-", "%F0%9F%8E%BB", "+", "-bassoon", "-%22a+harp%22")) {
            Answer answer = stranger.get("/v1/events?q=" + nonsense);
            assertThat(answer.status()).as(nonsense).isEqualTo(422);
            assertThat(answer.body()).contains("\"field\":\"q\"");
        }
        assertThat(stranger.get("/v1/events?q=or").status()).isEqualTo(200);
    }

    @Test
    void whoeverTypesWordsOfANameFindsIt() {
        Map<String, List<String>> queries = new LinkedHashMap<>();
        queries.put("The Who", List.of("The%20Who", "%22the%20who%22"));
        queries.put("IT", List.of("it"));
        queries.put("Once", List.of("once"));
        queries.put("Café Müller", List.of("Cafe%CC%81", "Caf%C3%A9", "Muller", "M%C3%BCller", "Mu%CC%88ller"));
        queries.put("宇多田ヒカル東京ドーム公演", List.of("%E6%9D%B1%E4%BA%AC", "%E5%AE%87%E5%A4%9A%E7%94%B0"));
        Map<String, String> events = new HashMap<>();
        queries.keySet()
                .forEach(name -> events.put(
                        name,
                        Concert.id(Concert.on(admin, Concert.with(1, "1.00").put("name", name)))));

        queries.forEach((name, typed) -> typed.forEach(words -> Eventually.holds(
                () -> assertThat(stranger.get("/v1/events?limit=200&q=" + words).items("id"))
                        .as(words)
                        .contains(events.get(name)))));
    }

    @Test
    void aListCutsDescriptions() {
        String long400 = "🎻".repeat(400);
        Concert.on(admin, Concert.with(1, "1.00").put("name", "Serpent").put("description", long400));

        Eventually.holds(() -> assertThat(stranger.get("/v1/events?q=serpent").items("description"))
                .containsExactly("🎻".repeat(300)));
    }

    @Test
    void aListSaysHowFreshItIs() {
        String event = "/v1/events/" + EVENTS.get(0);
        Caller anna = api.newUser();
        for (String list : List.of("/v1/events", event + "/price-history")) {
            assertFresh(stranger.get(list));
        }
        for (String list : List.of("/v1/bookings", "/v1/promotions")) {
            assertFresh(anna.get(list));
        }
        for (String list : List.of(
                event + "/bookings",
                event + "/waitlist",
                event + "/waitlist?status=left",
                event + "/analytics",
                "/v1/booking-attempts",
                "/v1/users?email=nobody@example.org")) {
            assertFresh(admin.get(list));
        }
    }

    private static void assertFresh(Answer answer) {
        assertThat(Instant.parse(answer.header("evently-as-of")))
                .isBetween(Instant.now().minus(Eventually.PATIENCE), Instant.now());
    }

    @Test
    void whoHasABookingFindsItByItsReferenceAtOnce() {
        Caller anna = api.newUser();
        for (String event : EVENTS) {
            Answer booked = anna.post("/v1/events/" + event + "/bookings", "{\"quantity\": 1}");
            assertThat(anna.get("/v1/bookings/" + booked.text("reference")).body())
                    .isEqualTo(booked.body());
        }
    }

    @Test
    void aReferenceIsReadAsFromPaper() {
        Caller anna = api.newUser();
        Answer booked = anna.post("/v1/events/" + EVENTS.get(0) + "/bookings", "{\"quantity\": 1}");
        String reference = booked.text("reference");
        for (String written : List.of(
                reference.toLowerCase(Locale.ROOT),
                reference.replace('0', 'O'),
                reference.replace('0', 'o').replace('1', 'l'),
                reference.replace('1', 'I'),
                reference.substring(0, 3) + "-" + reference.substring(3, 11) + "-" + reference.substring(11))) {
            assertThat(anna.get("/v1/bookings/" + written).body()).isEqualTo(booked.body());
        }
        for (String none : List.of("EVT", "%00", "EVT20260101U00156YJ1EH9", "nothing", "%F0%9F%8E%BB")) {
            assertThat(anna.get("/v1/bookings/" + none).status()).isEqualTo(404);
        }
        assertThat(api.newUser().get("/v1/bookings/" + reference).status())
                .as("somebody else's")
                .isEqualTo(404);
    }

    @Test
    void eventsAreFoundFromATimeOnAndBeforeATime() {
        assertThat(found("&from=" + day(2))).isEqualTo(EVENTS.subList(2, EVENTS.size()));
        assertThat(found("&to=" + day(2))).isEqualTo(EVENTS.subList(0, 2));
        assertThat(found("&from=" + day(2) + "&to=" + day(3))).containsExactly(EVENTS.get(2));
        assertThat(found("&from=" + day(3) + "&to=" + day(2))).isEmpty();
    }

    @Test
    void pagesOverAllDatabasesMissNothingAndRepeatNothing() {
        assertThat(stranger.pages("/v1/events?q=" + WORD + "&limit=3", "id")).isEqualTo(EVENTS);
    }

    @Test
    void aListShowsAnEventAsTheEventItself() {
        String event = Concert.on(admin, everythingSaid());
        Caller anna = api.newUser();
        anna.post(event + "/bookings", "{\"quantity\": 5}");
        anna.post(event + "/bookings", "{\"quantity\": 2, \"hold\": true}");
        JsonNode itself = stranger.get(event).json();

        Eventually.holds(() -> assertThat(stranger.get("/v1/events?q=harpsichord")
                        .json()
                        .path("items")
                        .path(0))
                .isEqualTo(itself));
    }

    private static ObjectNode everythingSaid() {
        var concert = Concert.with(10, "10.00")
                .put("name", "Harpsichord")
                .put("description", "Plucked.")
                .put("maxPerBooking", 9)
                .put("maxPerUser", 8)
                .put("holdMinutes", 7);
        concert.putObject("waitlist").put("policy", "first_fit").put("windowMinutes", 60);
        concert.putObject("pricingRule")
                .putArray("steps")
                .addObject()
                .put("soldShare", "0.50")
                .put("factor", "1.20");
        return concert;
    }

    @Test
    void eventsAreFoundByTheirStatus() {
        String event = Concert.on(admin, Concert.with(1, "1.00").put("name", "Theremin"));
        admin.post(event + "/cancel", "{\"reason\": \"Stolen\"}");

        Eventually.holds(() -> assertThat(
                        stranger.get("/v1/events?q=theremin&status=cancelled").items("id"))
                .containsExactly(Concert.id(event)));
        assertThat(stranger.get("/v1/events?q=theremin&status=active").items("id"))
                .isEmpty();
    }

    // ---- bookings ----

    @Test
    void myBookingsComeNewestFirstFromAllDatabasesAndAreOnlyMine() {
        Caller anna = api.newUser();
        Caller bert = api.newUser();
        List<String> mine = new ArrayList<>();
        for (String event : EVENTS) {
            mine.add(
                    0,
                    anna.post("/v1/events/" + event + "/bookings", "{\"quantity\": 1}")
                            .text("id"));
            bert.post("/v1/events/" + event + "/bookings", "{\"quantity\": 1}");
        }

        Eventually.holds(
                () -> assertThat(anna.get("/v1/bookings").items("id")).containsExactlyInAnyOrderElementsOf(mine));

        assertThat(anna.pages("/v1/bookings?limit=3", "id")).isEqualTo(inOrderOfTime(anna));
        assertThat(anna.get("/v1/bookings?eventId=" + EVENTS.get(3)).items("id"))
                .containsExactly(mine.get(mine.size() - 4));
        assertThat(anna.get("/v1/bookings?eventId=" + UUID.randomUUID()).items("id"))
                .isEmpty();
        assertThat(api.newUser().get("/v1/bookings").items("id")).isEmpty();
    }

    /** Newest first. Each event has a clock of its own, so this need not be the order they were asked for. */
    private static List<String> inOrderOfTime(Caller caller) {
        List<JsonNode> rows = new ArrayList<>();
        caller.get("/v1/bookings?limit=200").json().path("items").forEach(rows::add);
        rows.sort((a, b) -> Instant.parse(b.path("createdAt").asText())
                .compareTo(Instant.parse(a.path("createdAt").asText())));
        return rows.stream().map(row -> row.path("id").asText()).toList();
    }

    @Test
    void myBookingsAreFoundByTheirStatus() {
        Caller anna = api.newUser();
        String target = "/v1/events/" + EVENTS.get(0) + "/bookings";
        String confirmed = anna.post(target, "{\"quantity\": 1}").text("id");
        Answer cancelled = anna.post(target, "{\"quantity\": 1}");
        anna.delete(cancelled.header("location"));
        String pending = anna.post(target, "{\"quantity\": 1, \"hold\": true}").text("id");

        Eventually.holds(() -> {
            assertThat(anna.get("/v1/bookings?status=confirmed").items("id")).containsExactly(confirmed);
            assertThat(anna.get("/v1/bookings?status=cancelled").items("id")).containsExactly(cancelled.text("id"));
            assertThat(anna.get("/v1/bookings?status=pending").items("id")).containsExactly(pending);
            assertThat(anna.get("/v1/bookings?status=expired").items("id")).isEmpty();
        });
    }

    @Test
    void aListShowsABookingAsTheEventDoes() {
        Caller anna = api.newUser();
        Answer hold = anna.post("/v1/events/" + EVENTS.get(0) + "/bookings", "{\"quantity\": 2, \"hold\": true}");
        Answer confirmed = anna.post(hold.header("location") + "/confirm", null);

        Eventually.holds(
                () -> assertThat(anna.get("/v1/bookings").json().path("items").path(0))
                        .isEqualTo(confirmed.json()));
        assertThat(anna.get("/v1/bookings/" + hold.text("reference")).body()).isEqualTo(confirmed.body());
    }

    @Test
    void anAdminSeesAllBookingsOfAnEventNewestFirst() {
        String event = Concert.on(admin, 100, "49.90");
        List<String> bookings = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            bookings.add(
                    0,
                    api.newUser().post(event + "/bookings", "{\"quantity\": 1}").text("id"));
        }

        Eventually.holds(
                () -> assertThat(admin.get(event + "/bookings").items("id")).isEqualTo(bookings));

        assertThat(admin.pages(event + "/bookings?limit=2", "id")).isEqualTo(bookings);
        assertThat(admin.get("/v1/events/" + UUID.randomUUID() + "/bookings").status())
                .isEqualTo(404);
    }
}
