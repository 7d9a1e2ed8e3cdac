package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.http.route.Endpoint;
import io.evently.http.server.RawClient;
import io.evently.http.server.RawClient.Answer;
import io.evently.user.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every route does what it is for, and every answer is one that {@code openapi.yaml} describes. */
@ExtendWith(WholeApi.Shared.class)
class EveryRouteTest {

    private static final String EVENT =
            """
            {"name": "Night of the Proms", "venue": "Klosterhof", "eventDate": "2099-06-01T19:30:00Z",
             "totalCapacity": 100, "basePrice": "49.90", "description": "Classics and pop", "maxPerBooking": 4,
             "maxPerUser": 8, "holdMinutes": 5, "waitlist": {"policy": "first_fit", "windowMinutes": 30},
             "pricingRule": {"steps": [{"soldShare": "0.50", "factor": "1.20"}]}}
            """;

    private final TreeSet<String> unused = new TreeSet<>(Contract.OPERATIONS.keySet());
    private final Map<String, String> ids = new HashMap<>();
    private WholeApi api;

    @BeforeEach
    void take(WholeApi shared) {
        api = shared;
    }

    @Test
    void theNodeServesWhatTheContractDescribesAndNothingElse() {
        assertThat(api.endpoints()).extracting(Endpoint::toString).containsExactlyInAnyOrderElementsOf(unused);
    }

    @Test
    void aDayOfAnOrganizerAndAVisitor() {
        UUID visitorId = UUID.randomUUID();
        String visitor = api.bearer(visitorId, Role.USER);

        ids.put("id", ok("POST /v1/events", 201, api.admin, EVENT).path("id").asText());
        assertThat(ok("GET /v1/events/{id}", 200, "", "").path("availableSeats").asInt())
                .isEqualTo(100);
        assertThat(ok("PATCH /v1/events/{id}", 200, api.admin + "If-Match: \"1\"\r\n", "{\"totalCapacity\": 50}")
                        .path("version")
                        .asInt())
                .isEqualTo(2);
        ok("PUT /v1/events/{id}/price", 200, api.admin, "{\"price\": \"59.90\", \"reason\": \"Second release\"}");

        String key = "Idempotency-Key: order 66\r\n";
        JsonNode booking = ok("POST /v1/events/{id}/bookings", 201, visitor + key, "{\"quantity\": 2}");
        assertThat(ok("POST /v1/events/{id}/bookings", 201, visitor + key, "{\"quantity\": 2}"))
                .isEqualTo(booking);
        refused("POST /v1/events/{id}/bookings", 422, "IDEMPOTENCY_KEY_REUSED", visitor + key, "{\"quantity\": 3}");
        refused(
                "POST /v1/events/{id}/bookings",
                409,
                "PRICE_CHANGED",
                visitor,
                "{\"quantity\": 1, \"expectedPrice\": \"1.00\"}");
        refused("POST /v1/events/{id}/bookings", 409, "BOOKING_LIMIT_REACHED", visitor, "{\"quantity\": 5}");
        refused("PATCH /v1/events/{id}", 409, "CAPACITY_BELOW_SOLD", api.admin, "{\"totalCapacity\": 1}");
        refused("PATCH /v1/events/{id}", 412, "VERSION_MISMATCH", api.admin + "If-Match: \"1\"\r\n", "{}");
        refused("DELETE /v1/events/{id}", 409, "EVENT_HAS_BOOKINGS", api.admin, "");
        refused("POST /v1/events/{id}/complete", 409, "EVENT_NOT_ON_SALE", api.admin, "");
        assertThat(ok("GET /v1/events/{id}/availability", 200, "", "")
                        .path("confirmedSeats")
                        .asInt())
                .isEqualTo(2);
        streams("GET /v1/events/{id}/stream", "");

        ids.put("reference", booking.path("reference").asText());
        ids.put(
                "bookingId",
                ok("POST /v1/events/{id}/bookings", 201, visitor, "{\"quantity\": 1, \"hold\": true}")
                        .path("id")
                        .asText());
        ok("GET /v1/events/{id}/bookings/{bookingId}", 200, visitor, "");
        String stranger = api.bearer(UUID.randomUUID(), Role.USER);
        refused("GET /v1/events/{id}/bookings/{bookingId}", 404, "NOT_FOUND", stranger, "");
        refused("POST /v1/events/{id}/bookings/{bookingId}/confirm", 404, "NOT_FOUND", stranger, "");
        refused("DELETE /v1/events/{id}/bookings/{bookingId}", 404, "NOT_FOUND", stranger, "");
        ok("POST /v1/events/{id}/bookings/{bookingId}/confirm", 200, visitor, "");
        assertThat(ok("DELETE /v1/events/{id}/bookings/{bookingId}", 200, visitor, "")
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");
        refused("POST /v1/events/{id}/bookings/{bookingId}/confirm", 409, "BOOKING_NOT_ACTIVE", visitor, "");

        Predicate<JsonNode> both = page -> page.path("items").size() == 2;
        eventually("GET /v1/bookings", visitor, both);
        eventually("GET /v1/events/{id}/bookings", api.admin, both);
        eventually(
                "GET /v1/events/{id}/price-history",
                "",
                page -> page.path("items").size() == 1);
        eventually("GET /v1/audit", api.admin, page -> !page.path("items").isEmpty());
        // By its venue, which no other test has: theirs are more than a page holds.
        Eventually.holds(() -> assertThat(call("GET /v1/events", "?q=Klosterhof", "", "")
                        .json()
                        .path("items")
                        .findValuesAsText("id"))
                .contains(ids.get("id")));
        eventually(
                "GET /v1/booking-attempts",
                api.admin,
                page -> page.path("items").size() >= 5);
        eventually("GET /v1/events/{id}/analytics", api.admin, page -> page.path("now")
                .findValuesAsText("metric")
                .contains("refusals"));
        ok("GET /v1/bookings/{reference}", 200, visitor, "");
        refused("GET /v1/bookings/{reference}", 404, "NOT_FOUND", stranger, "");
        assertThat(ok("GET /v1/cluster", 200, api.admin, "").path("projections"))
                .hasSize(4);

        queue();
        inbox(visitorId, visitor);

        ok("POST /v1/events/{id}/cancel", 200, api.admin, "{\"reason\": \"The soloist is ill.\"}");
        refused("POST /v1/events/{id}/bookings", 409, "EVENT_NOT_ON_SALE", visitor, "{\"quantity\": 1}");
        ids.put("id", ok("POST /v1/events", 201, api.admin, EVENT).path("id").asText());
        ok("DELETE /v1/events/{id}", 204, api.admin, "");
        refused("GET /v1/events/{id}", 404, "NOT_FOUND", "", "");

        people();
        operations();
        assertThat(unused).as("routes nobody asked").containsExactly("POST /v1/events/{id}/complete");
    }

    /** Another event, sold out: two join, one is moved, a booking is cancelled, one claims, one declines. */
    private void queue() {
        final String concert = ids.get("id");
        String first = api.bearer(UUID.randomUUID(), Role.USER);
        String second = api.bearer(UUID.randomUUID(), Role.USER);
        ids.put("id", ok("POST /v1/events", 201, api.admin, EVENT).path("id").asText());
        ok("PATCH /v1/events/{id}", 200, api.admin, "{\"totalCapacity\": 3}");
        ids.put(
                "bookingId",
                ok("POST /v1/events/{id}/bookings", 201, api.admin, "{\"quantity\": 3}")
                        .path("id")
                        .asText());
        ok("POST /v1/events/{id}/waitlist", 201, first, "{\"quantity\": 2}");
        refused("POST /v1/events/{id}/waitlist", 409, "ALREADY_WAITING", first, "{}");
        ids.put(
                "entryId",
                ok("POST /v1/events/{id}/waitlist", 201, second, "{}")
                        .path("id")
                        .asText());
        ok("PATCH /v1/events/{id}/waitlist/{entryId}", 200, api.admin, "{\"priorityScore\": 1, \"reason\": \"why\"}");
        assertThat(ok("GET /v1/events/{id}/waitlist", 200, api.admin, "").path("items"))
                .hasSize(2);
        ok("DELETE /v1/events/{id}/bookings/{bookingId}", 200, api.admin, "");
        assertThat(ok("GET /v1/events/{id}/waitlist/me", 200, second, "")
                        .path("status")
                        .asText())
                .isEqualTo("promoted");
        promotionOf(first);
        ok("POST /v1/events/{id}/promotions/{promotionId}/claim", 201, first, "");
        promotionOf(second);
        ok("POST /v1/events/{id}/promotions/{promotionId}/decline", 204, second, "");
        refused("POST /v1/events/{id}/promotions/{promotionId}/claim", 409, "PROMOTION_EXPIRED", second, "");
        refused("POST /v1/events/{id}/waitlist", 409, "SEATS_AVAILABLE", second, "{}");
        ok("POST /v1/events/{id}/waitlist", 201, second, "{\"quantity\": 3}");
        ok("DELETE /v1/events/{id}/waitlist/me", 204, second, "");
        ids.put("id", concert);
    }

    private void promotionOf(String user) {
        Predicate<JsonNode> promoted = page -> page.path("items").size() == 1;
        eventually("GET /v1/promotions", user, promoted);
        ids.put(
                "promotionId",
                ok("GET /v1/promotions", 200, user, "")
                        .path("items")
                        .get(0)
                        .path("id")
                        .asText());
    }

    private void people() {
        String ada = "{\"email\": \"ada@example.org\", \"name\": \"Ada\", \"password\": \"correct horse battery\"}";
        ids.put("id", ok("POST /v1/users", 201, "", ada).path("id").asText());
        refused("POST /v1/users", 409, "EMAIL_TAKEN", "", ada);
        String wrong = "{\"email\": \"ada@example.org\", \"password\": \"wrong horse battery\"}";
        refused("POST /v1/sessions", 401, "UNAUTHENTICATED", "", wrong);
        JsonNode session = ok("POST /v1/sessions", 201, "", wrong.replace("wrong", "correct"));
        String token = "Authorization: Bearer " + session.path("accessToken").asText() + "\r\n";
        ok("GET /v1/users/me", 200, token, "");
        ok("PATCH /v1/users/me", 200, token, "{\"name\": \"Ada Lovelace\"}");
        ok("PATCH /v1/users/{id}", 200, api.admin, "{\"role\": \"admin\"}");
        String passwords = "{\"current\": \"correct horse battery\", \"new\": \"another horse battery\"}";
        ok("PUT /v1/users/me/password", 204, token, passwords);
        refused("PUT /v1/users/me/password", 403, "FORBIDDEN", token, passwords);
        ok("PATCH /v1/users/{id}", 200, api.admin, "{\"role\": \"user\"}");
        refused("GET /v1/users/me", 401, "UNAUTHENTICATED", token, "");
        JsonNode again = ok("POST /v1/sessions", 201, "", wrong.replace("wrong", "another"));
        ok(
                "DELETE /v1/sessions",
                204,
                "Authorization: Bearer " + again.path("accessToken").asText() + "\r\n",
                "");
        links();
        forgetting();
        Answer admin = call("GET /v1/users", "?email=admin@evently.local", api.admin, "");
        ids.put("id", admin.json().path("items").get(0).path("id").asText());
        refused("PATCH /v1/users/{id}", 409, "LAST_ADMIN", api.admin, "{\"isActive\": false}");
        refused("DELETE /v1/users/{id}", 409, "LAST_ADMIN", api.admin, "");
        Answer found = call("GET /v1/users", "?email=ADA@example.org", api.admin, "");
        assertThat(found.json().path("items")).hasSize(1);
    }

    /** What mails are needed for. */
    private void links() {
        String email = UUID.randomUUID() + "@example.org";
        String eve = "{\"email\": \"%s\", \"name\": \"Eve\", \"password\": \"correct horse battery\"}".formatted(email);
        String id = ok("POST /v1/users", 201, "", eve).path("id").asText();
        String bearer = api.bearer(UUID.fromString(id), Role.USER);
        ok("POST /v1/users/me/address-proofs", 204, bearer, "");
        ok("POST /v1/users/address-proofs", 204, "", "{\"token\": \"%s\"}".formatted(tokenOf(id, "welcome")));
        refused("POST /v1/users/address-proofs", 422, "INVALID_REQUEST", "", "{\"token\": \"none\"}");
        assertThat(ok("GET /v1/users/me", 200, bearer, "").path("emailVerified").asBoolean())
                .isTrue();
        ok("POST /v1/password-resets", 202, "", "{\"email\": \"%s\"}".formatted(email));
        String reset =
                "{\"token\": \"%s\", \"password\": \"another horse battery\"}".formatted(tokenOf(id, "password_reset"));
        ok("POST /v1/password-resets/confirm", 204, "", reset);
        refused("POST /v1/password-resets/confirm", 422, "INVALID_REQUEST", "", reset);
    }

    private String tokenOf(String user, String cause) {
        AtomicReference<String> link = new AtomicReference<>();
        Eventually.holds(() -> {
            link.set(api.linkOf(user, cause));
            assertThat(link.get()).as("a mail of %s", cause).isNotNull();
        });
        return link.get().substring(link.get().indexOf('#') + 1);
    }

    private void forgetting() {
        String bob = "{\"email\": \"bob@example.org\", \"name\": \"Bob\", \"password\": \"correct horse battery\"}";
        ids.put("id", ok("POST /v1/users", 201, "", bob).path("id").asText());
        String token = api.bearer(UUID.fromString(ids.get("id")), Role.USER);
        assertThat(ok("GET /v1/users/me/export", 200, token, "")
                        .path("profile")
                        .path("email")
                        .asText())
                .isEqualTo("bob@example.org");
        ok("DELETE /v1/users/me", 204, token, "");
        refused("DELETE /v1/users/me", 401, "UNAUTHENTICATED", token, "");
        refused("GET /v1/users/me/export", 401, "UNAUTHENTICATED", token, "");
        ok("DELETE /v1/users/{id}", 204, api.admin, "");
        refused("PATCH /v1/users/{id}", 404, "NOT_FOUND", api.admin, "{\"role\": \"admin\"}");
        ids.put("id", UUID.randomUUID().toString());
        refused("DELETE /v1/users/{id}", 404, "NOT_FOUND", api.admin, "");
    }

    private void operations() {
        ids.put("file", "start.js");
        for (String route : new String[] {
            "/health/live",
            "/health/ready",
            "/metrics",
            "/openapi.yaml",
            "/docs",
            "/docs/{file}",
            "/verify-address",
            "/reset-password",
            "/account/{file}"
        }) {
            assertThat(call("GET " + route, "", "", "").status()).isEqualTo(200);
        }
    }

    private void inbox(UUID userId, String user) {
        final String concert = ids.get("id");
        new Told(api.databases()).tell(userId, 3);
        JsonNode newest =
                ok("GET /v1/notifications", 200, user, "").path("items").get(0);
        ids.put("id", newest.path("id").asText());
        assertThat(ok("PATCH /v1/notifications/{id}", 200, user, "{\"read\": true}")
                        .path("read")
                        .asBoolean())
                .isTrue();
        refused("PATCH /v1/notifications/{id}", 404, "NOT_FOUND", api.admin, "{\"read\": false}");
        assertThat(ok("POST /v1/notifications/read-all", 200, user, "")
                        .path("read")
                        .asInt())
                .isGreaterThanOrEqualTo(2);
        streams("GET /v1/notifications/stream", user);
        JsonNode preferences = ok("GET /v1/users/me/preferences", 200, user, "");
        assertThat(ok("PUT /v1/users/me/preferences", 200, user, preferences.toString()))
                .isEqualTo(preferences);
        ids.put("id", concert);
    }

    private void streams(String operation, String headers) {
        try (RawClient client = api.connect()) {
            Answer head = client.request("GET", target(operation), headers + "Accept: text/event-stream\r\n", "")
                    .answerToHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(Contract.violations(operation, head)).isEmpty();
        }
        unused.remove(operation);
    }

    private JsonNode ok(String operation, int status, String headers, String body) {
        Answer answer = call(operation, "", headers, body);
        assertThat(answer.status()).as(operation + " " + answer.body()).isEqualTo(status);
        unused.remove(operation);
        return status == 204 ? null : answer.json();
    }

    private void refused(String operation, int status, String code, String headers, String body) {
        Answer answer = call(operation, "", headers, body);
        assertThat(answer.status()).as(operation + " " + answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    /** The tables follow within moments. */
    private void eventually(String operation, String headers, Predicate<JsonNode> condition) {
        Eventually.holds(() -> {
            JsonNode page = ok(operation, 200, headers, "");
            assertThat(condition.test(page)).as(operation + " says " + page).isTrue();
        });
    }

    private Answer call(String operation, String query, String headers, String body) {
        String method = operation.substring(0, operation.indexOf(' '));
        Answer answer = api.ask(method, target(operation) + query, headers, body);
        assertThat(Contract.violations(operation, answer))
                .as(operation + " " + answer.body())
                .isEmpty();
        unused.remove(answer.status() < 300 ? operation : "");
        return answer;
    }

    private String target(String operation) {
        String path = operation.substring(operation.indexOf(' ') + 1);
        for (Map.Entry<String, String> id : ids.entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        return path;
    }
}
