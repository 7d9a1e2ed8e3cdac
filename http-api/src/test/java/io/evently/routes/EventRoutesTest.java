package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.http.server.RawClient.Answer;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What organizers do with events, over HTTP, on the whole api. */
@ExtendWith(WholeApi.Shared.class)
class EventRoutesTest {

    private static final String FOR_A_REASON = "{\"reason\": \"The soloist is ill.\"}";

    private static Caller admin;
    private static Caller anna;
    private static Caller stranger;

    @BeforeAll
    static void use(WholeApi api) {
        admin = api.newAdmin();
        anna = api.newUser();
        stranger = api.stranger();
    }

    // ---- creating and reading ----

    @Test
    void anEventOfWhichLittleIsSaidGetsTheDefaults() {
        Answer created = admin.post("/v1/events", Concert.with(5000, "49.90").toString());

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("location")).isEqualTo("/v1/events/" + created.text("id"));
        assertThat(created.header("etag")).isEqualTo("\"1\"");
        JsonNode event = created.json();
        assertThat(event.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "name",
                        "description",
                        "venue",
                        "eventDate",
                        "timeZone",
                        "totalCapacity",
                        "availableSeats",
                        "basePrice",
                        "currentPrice",
                        "status",
                        "version",
                        "maxPerBooking",
                        "maxPerUser",
                        "holdMinutes",
                        "waitlist",
                        "pricingRule",
                        "createdAt",
                        "updatedAt");
        assertThat(event.path("description").isNull()).isTrue();
        assertThat(Instant.parse(created.text("eventDate"))).isEqualTo(Concert.DATE);
        assertThat(created.text("timeZone")).isEqualTo("UTC");
        assertThat(created.number("totalCapacity")).isEqualTo(5000);
        assertThat(created.number("availableSeats")).isEqualTo(5000);
        assertThat(created.text("currentPrice")).isEqualTo("49.90");
        assertThat(created.text("status")).isEqualTo("active");
        assertThat(created.number("maxPerBooking")).isEqualTo(10);
        assertThat(event.path("maxPerUser").isNull()).isTrue();
        assertThat(created.number("holdMinutes")).isEqualTo(10);
        assertThat(event.path("waitlist")).hasToString("{\"policy\":\"strict\",\"windowMinutes\":15}");
        assertThat(event.path("pricingRule").isNull()).isTrue();
    }

    @Test
    void anEventIsShownAsItWasMade() {
        ObjectNode concert = Concert.with(Integer.MAX_VALUE, "99999999.99")
                .put("name", "\"O'Brien\" 🎻 <b>&amp;")
                .put("description", "d".repeat(10_000))
                .put("maxPerBooking", 4)
                .put("maxPerUser", 8)
                .put("holdMinutes", 60)
                .put("timeZone", "America/Argentina/ComodRivadavia");
        concert.putObject("waitlist").put("policy", "first_fit").put("windowMinutes", 10_080);
        concert.putObject("pricingRule")
                .putArray("steps")
                .addObject()
                .put("soldShare", "0.50")
                .put("factor", "0.90");

        Answer created = admin.post("/v1/events", concert.toString());
        Answer shown = stranger.get(created.header("location"));

        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.body()).isEqualTo(created.body());
        assertThat(shown.header("etag")).isEqualTo(created.header("etag"));
        for (String field :
                concert.properties().stream().map(java.util.Map.Entry::getKey).toList()) {
            assertThat(shown.json().path(field)).as(field).isEqualTo(concert.path(field));
        }
    }

    @Test
    void availabilityHasItsOwnDocument() {
        String event = Concert.on(admin, 10, "49.90");
        anna.post(event + "/bookings", "{\"quantity\": 2}");
        anna.post(event + "/bookings", "{\"quantity\": 3, \"hold\": true}");

        Answer availability = stranger.get(event + "/availability");

        assertThat(availability.status()).isEqualTo(200);
        assertThat(availability.json().fieldNames())
                .toIterable()
                .containsExactly(
                        "eventId",
                        "availableSeats",
                        "heldSeats",
                        "promisedSeats",
                        "confirmedSeats",
                        "waitlistLength",
                        "currentPrice",
                        "status",
                        "version",
                        "revision");
        assertThat(availability.text("eventId")).isEqualTo(Concert.id(event));
        assertThat(availability.number("availableSeats")).isEqualTo(5);
        assertThat(availability.number("heldSeats")).isEqualTo(3);
        assertThat(availability.number("confirmedSeats")).isEqualTo(2);
        assertThat(availability.number("version")).isEqualTo(1);
    }

    @Test
    void anEventIsInAZoneOfARegion() {
        String name = "Zoned" + UUID.randomUUID().toString().replace("-", "");
        ObjectNode concert = Concert.with(10, "49.90").put("timeZone", "europe/BERLIN").put("name", name);
        Answer created = admin.post("/v1/events", concert.toString());
        String event = created.header("location");
        assertThat(created.text("timeZone")).isEqualTo("Europe/Berlin");

        Answer moved = admin.patch(event, "{\"timeZone\": \"Asia/Tokyo\"}");

        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.text("timeZone")).isEqualTo("Asia/Tokyo");
        assertThat(moved.number("version")).isEqualTo(2);
        assertThat(moved.text("eventDate")).as("the moment stays").isEqualTo(created.text("eventDate"));
        Eventually.holds(() -> {
            JsonNode listed = stranger.get("/v1/events?q=" + name).json().path("items").path(0);
            assertThat(listed.path("timeZone").asText()).isEqualTo("Asia/Tokyo");
            assertThat(listed.path("version").asInt()).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"+02:00\"", "\"CET\"", "\"Europe/Atlantis\"", "\"\"", "60", "null"})
    void whatIsNoZoneOfARegionIsRefused(String zone) {
        String body = Concert.with(1, "1.00").toString().replaceFirst("\\{", "{\"timeZone\": " + zone + ", ");

        Answer refused = admin.post("/v1/events", body);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").findValuesAsText("field")).containsExactly("timeZone");
    }

    @Test
    void theDateMustBeInTheFuture() {
        for (String past : new String[] {Instant.now().minusSeconds(60).toString(), "1970-01-01T00:00:00Z"}) {
            Answer refused = admin.post(
                    "/v1/events", Concert.with(1, "1.00").put("eventDate", past).toString());

            assertThat(refused.status()).as(past).isEqualTo(422);
            assertThat(refused.json().path("errors").findValuesAsText("field")).containsExactly("eventDate");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"soldShare\": \"0.50\"}]",
                "[{\"soldShare\": \"0.00\", \"factor\": \"1.20\"}]",
                "[{\"soldShare\": \"1.01\", \"factor\": \"1.20\"}]",
                "[{\"soldShare\": 0.5, \"factor\": \"1.20\"}]",
                "[{\"soldShare\": \"0.505\", \"factor\": \"1.20\"}]",
                "[{\"soldShare\": \"0.50\", \"factor\": \"0.00\"}]",
                "[{\"soldShare\": \"0.50\", \"factor\": \"100.01\"}]",
                "[{\"soldShare\": \"0.50\", \"factor\": \"1.20\", \"until\": 1}]",
                "[{\"soldShare\": \"0.50\", \"factor\": \"1.2\"}, {\"soldShare\": \"0.50\", \"factor\": \"1.30\"}]",
                "[{\"soldShare\": \"0.50\", \"factor\": \"100.00\"}, 7]"
            })
    void aPricingRuleThatMakesNoSenseIsRefused(String steps) {
        String concert = Concert.with(100, "49.90").toString().replaceFirst("}$", "") + ",\"pricingRule\":{\"steps\":"
                + steps + "}}";

        Answer refused = admin.post("/v1/events", concert);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("INVALID_REQUEST");
    }

    // ---- changing ----

    @Test
    void aChangeMovesTheVersionAndLeavesTheRestAlone() {
        String event = Concert.on(admin, 100, "49.90");

        Answer changed =
                admin.patch(event, "{\"name\": \"Morning of the Proms\", \"totalCapacity\": 200, \"maxPerUser\": 20}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text("name")).isEqualTo("Morning of the Proms");
        assertThat(changed.text("venue")).isEqualTo("Olympiahalle");
        assertThat(changed.number("availableSeats")).isEqualTo(200);
        assertThat(changed.number("maxPerUser")).isEqualTo(20);
        assertThat(changed.number("version")).isEqualTo(2);
        assertThat(changed.header("etag")).isEqualTo("\"2\"");
        assertThat(stranger.get(event).body()).isEqualTo(changed.body());
    }

    @Test
    void whatChangesNothingDoesNotMoveTheVersion() {
        String event = Concert.on(admin, 100, "49.90");
        anna.post(event + "/bookings", "{\"quantity\": 2}");

        assertThat(admin.patch(event, "{}").number("version")).isEqualTo(1);
        assertThat(admin.patch(event, "{\"totalCapacity\": 100}").header("etag"))
                .isEqualTo("\"1\"");
    }

    @Test
    void ifMatchGuardsEveryChangeOfAnEvent() {
        String event = Concert.on(admin, 100, "49.90");
        admin.patch(event, "{\"name\": \"Second version\"}");
        String before = stranger.get(event).body();

        for (String stale : new String[] {"\"1\"", "W/\"2\"", "\"two\"", "\"1\", \"3\""}) {
            mustMismatch(admin.patch(event, "{\"name\": \"X\"}", "If-Match", stale));
            mustMismatch(admin.put(event + "/price", "{\"price\": \"1.00\", \"reason\": \"X\"}", "If-Match", stale));
            mustMismatch(admin.post(event + "/cancel", FOR_A_REASON, "If-Match", stale));
            mustMismatch(admin.post(event + "/complete", null, "If-Match", stale));
            mustMismatch(admin.delete(event, "If-Match", stale));
        }

        assertThat(stranger.get(event).body()).isEqualTo(before);
        assertThat(admin.patch(event, "{\"name\": \"Third\"}", "If-Match", "\"2\"")
                        .number("version"))
                .isEqualTo(3);
        assertThat(admin.patch(event, "{\"name\": \"Fourth\"}", "If-Match", "*").status())
                .isEqualTo(200);
        assertThat(admin.delete(event, "If-Match", "\"1\", \"4\"").status()).isEqualTo(204);
    }

    @Test
    void ofTwoWhoSawTheSameVersionOneWins() {
        String event = Concert.on(admin, 100, "49.90");
        String seen = stranger.get(event).header("etag");

        Answer first = admin.patch(event, "{\"name\": \"First\"}", "If-Match", seen);
        Answer second = admin.patch(event, "{\"name\": \"Second\"}", "If-Match", seen);

        assertThat(first.status()).isEqualTo(200);
        mustMismatch(second);
        assertThat(stranger.get(event).text("name")).isEqualTo("First");
    }

    @Test
    void theCapacityShrinksToWhatIsTakenAndNoFurther() {
        String event = Concert.on(admin, 10, "49.90");
        anna.post(event + "/bookings", "{\"quantity\": 3}");
        anna.post(event + "/bookings", "{\"quantity\": 2, \"hold\": true}");

        Answer refused = admin.patch(event, "{\"totalCapacity\": 4}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("CAPACITY_BELOW_SOLD");
        assertThat(admin.patch(event, "{\"totalCapacity\": 5}").number("availableSeats"))
                .isZero();
    }

    // ---- prices ----

    @Test
    void aPriceSetByHandCountsFromNowOnAndEndsThePricingRule() {
        String event = Concert.on(admin, risingAt("0.50", "1.20"));

        Answer priced = admin.put(event + "/price", "{\"price\": \"0.00\", \"reason\": \"Free for all\"}");

        assertThat(priced.status()).isEqualTo(200);
        assertThat(priced.text("currentPrice")).isEqualTo("0.00");
        assertThat(priced.text("basePrice")).isEqualTo("10.01");
        assertThat(priced.json().path("pricingRule").isNull()).isTrue();
        assertThat(priced.header("etag")).isEqualTo("\"2\"");
        assertThat(anna.post(event + "/bookings", "{\"quantity\": 10}").text("totalAmount"))
                .isEqualTo("0.00");
        assertThat(stranger.get(event).text("currentPrice")).isEqualTo("0.00");
    }

    @Test
    void theBookingThatCrossesAStepStillPaysTheOldPrice() {
        String event = Concert.on(admin, risingAt("0.50", "1.25"));

        Answer crossing = anna.post(event + "/bookings", "{\"quantity\": 5}");
        Answer next = anna.post(event + "/bookings", "{\"quantity\": 1}");

        assertThat(crossing.text("unitPrice")).isEqualTo("10.01");
        // 10.01 times 1.25 is 12.5125.
        assertThat(next.text("unitPrice")).isEqualTo("12.51");
        Answer shown = stranger.get(event);
        assertThat(shown.text("basePrice")).isEqualTo("10.01");
        assertThat(shown.text("currentPrice")).isEqualTo("12.51");
        assertThat(shown.number("version")).as("a change of price").isEqualTo(2);
    }

    private static ObjectNode risingAt(String share, String factor) {
        ObjectNode concert = Concert.with(10, "10.01");
        concert.putObject("pricingRule")
                .putArray("steps")
                .addObject()
                .put("soldShare", share)
                .put("factor", factor);
        return concert;
    }

    // ---- ends ----

    @Test
    void cancellingAnEventCancelsItsBookingsInTheTablesToo() {
        String event = Concert.on(admin, 10, "49.90");
        String booking = anna.post(event + "/bookings", "{\"quantity\": 2}").header("location");
        String hold = anna.post(event + "/bookings", "{\"quantity\": 1, \"hold\": true}")
                .header("location");

        Answer cancelled = admin.post(event + "/cancel", FOR_A_REASON);

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("status")).isEqualTo("cancelled");
        assertThat(cancelled.header("etag")).isEqualTo("\"2\"");
        assertThat(cancelled.number("availableSeats")).isEqualTo(10);
        assertThat(anna.get(booking).text("status")).isEqualTo("cancelled");
        assertThat(anna.delete(booking).text("status")).isEqualTo("cancelled");
        assertThat(anna.post(hold + "/confirm", null).code()).isEqualTo("BOOKING_NOT_ACTIVE");
        assertThat(anna.post(event + "/bookings", "{\"quantity\": 1}").code()).isEqualTo("EVENT_NOT_ON_SALE");
        Eventually.holds(() -> assertThat(anna.get("/v1/bookings?status=cancelled&eventId=" + Concert.id(event))
                        .items("id"))
                .hasSize(2));
        Eventually.holds(() -> assertThat(
                        admin.get("/v1/events?status=cancelled&limit=200").items("id"))
                .contains(Concert.id(event)));
    }

    @Test
    void whatIsCancelledStaysSo() {
        String event = Concert.on(admin, 10, "49.90");
        String cancelled = admin.post(event + "/cancel", FOR_A_REASON).body();

        assertThat(admin.post(event + "/cancel", "{\"reason\": \"Again\"}").body())
                .isEqualTo(cancelled);
        assertThat(admin.patch(event, "{\"name\": \"X\"}").code()).isEqualTo("EVENT_NOT_ON_SALE");
        assertThat(admin.put(event + "/price", "{\"price\": \"1.00\", \"reason\": \"X\"}")
                        .code())
                .isEqualTo("EVENT_NOT_ON_SALE");
        assertThat(admin.post(event + "/complete", null).code()).isEqualTo("EVENT_NOT_ON_SALE");
        assertThat(stranger.get(event).body()).isEqualTo(cancelled);
    }

    @Test
    void anEventCannotBeCompletedBeforeItsDate() {
        String event = Concert.on(admin, 10, "49.90");

        Answer refused = admin.post(event + "/complete", null);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("EVENT_NOT_ON_SALE");
        assertThat(stranger.get(event).text("status")).isEqualTo("active");
    }

    @Test
    void fromItsDateOnNothingIsSoldOrGivenBackAndTheAdminCompletesIt() {
        String event = Concert.on(admin, 10, "49.90");
        String booking = anna.post(event + "/bookings", "{\"quantity\": 2}").header("location");
        String hold = anna.post(event + "/bookings", "{\"quantity\": 1, \"hold\": true}")
                .header("location");
        Eventually.holds(() -> assertThat(
                        admin.patch(event, "{\"eventDate\": \"" + Instant.now().plusSeconds(1) + "\"}")
                                .status())
                .isEqualTo(200));

        Eventually.holds(() -> assertThat(
                        anna.post(event + "/bookings", "{\"quantity\": 10}").code())
                .isEqualTo("EVENT_NOT_ON_SALE"));

        assertThat(anna.delete(booking).code()).isEqualTo("EVENT_NOT_ON_SALE");
        assertThat(anna.post(hold + "/confirm", null).code()).isEqualTo("EVENT_NOT_ON_SALE");
        assertThat(stranger.get(event).text("status")).isEqualTo("active");
        Answer completed = admin.post(event + "/complete", null);
        assertThat(completed.status()).isEqualTo(200);
        assertThat(completed.text("status")).isEqualTo("completed");
        assertThat(admin.post(event + "/complete", null).body()).isEqualTo(completed.body());
        assertThat(anna.get(booking).text("status")).isEqualTo("confirmed");
        assertThat(admin.post(event + "/cancel", FOR_A_REASON).code()).isEqualTo("EVENT_NOT_ON_SALE");
    }

    @Test
    void anEventThatEverHadABookingCannotBeDeleted() {
        String event = Concert.on(admin, 10, "49.90");
        anna.delete(anna.post(event + "/bookings", "{\"quantity\": 1}").header("location"));

        Answer refused = admin.delete(event);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("EVENT_HAS_BOOKINGS");
        assertThat(stranger.get(event).status()).isEqualTo(200);
    }

    @Test
    void whatIsDeletedIsGoneEverywhere() {
        String event = Concert.on(admin, Concert.with(10, "49.90").put("name", "Shortlived " + UUID.randomUUID()));
        Eventually.holds(() ->
                assertThat(stranger.get("/v1/events?q=shortlived").items("id")).containsExactly(Concert.id(event)));

        Answer deleted = admin.delete(event);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        for (String part : new String[] {"", "/availability", "/price-history", "/stream"}) {
            assertThat(stranger.get(event + part, "Accept", "*/*").status())
                    .as(part)
                    .isEqualTo(404);
        }
        assertThat(admin.delete(event).code()).isEqualTo("NOT_FOUND");
        assertThat(admin.patch(event, "{\"name\": \"X\"}").status()).isEqualTo(404);
        assertThat(anna.post(event + "/bookings", "{\"quantity\": 1}").status()).isEqualTo(404);
        Eventually.holds(() ->
                assertThat(stranger.get("/v1/events?q=shortlived").items("id")).isEmpty());
    }

    @Test
    void theFirstAdminCanLogInAndSell(WholeApi api) {
        Caller first = api.firstAdmin();

        String event = Concert.on(first, 1, "0.00");

        assertThat(first.post(event + "/bookings", "{\"quantity\": 1}").status())
                .isEqualTo(201);
    }

    private static void mustMismatch(Answer answer) {
        assertThat(answer.status()).isEqualTo(412);
        assertThat(answer.code()).isEqualTo("VERSION_MISMATCH");
        assertThat(answer.text("detail")).as("B4").contains("Weak tags", "never match");
    }
}
