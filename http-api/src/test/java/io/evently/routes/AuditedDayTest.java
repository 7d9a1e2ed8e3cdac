package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.audit.AuditReport;
import io.evently.http.server.RawClient.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ring 3: the audit of a day equals what was done, line by line. */
@ExtendWith(WholeApi.Shared.class)
class AuditedDayTest {

    private static final String PASSWORD = "correct horse battery";

    private WholeApi api;
    private Caller admin;
    private String adminId;
    /** What was done, as the audit must tell it; each request has an id of its own. */
    private final List<String> day = new ArrayList<>();

    private int requests;
    private final String prefix = "day-" + UUID.randomUUID().toString().substring(0, 8) + "-";

    @BeforeEach
    void take(WholeApi shared) {
        api = shared;
        admin = api.firstAdmin();
        adminId = admin.get("/v1/users/me").text("id");
    }

    private String[] id() {
        return new String[] {"X-Request-Id", prefix + ++requests};
    }

    /** Notes what the last request did. */
    private void did(String actor, String role, String action, String entity, String id, String event, String changes) {
        day.add("%s|%s|%s|%s|%s|%s|%s|%s"
                .formatted(actor, role, prefix + requests, action, entity, id, event, changes));
    }

    /** What came of the last request besides, without a wish of its own. */
    private void followed(String action, String entity, String id, String event, String changes) {
        day.add("null|system|null|%s|%s|%s|%s|%s".formatted(action, entity, id, event, changes));
    }

    private static String line(JsonNode entry) {
        List<String> changes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> change : entry.path("changes").properties()) {
            changes.add(change.getKey() + "=" + change.getValue().asText());
        }
        return "%s|%s|%s|%s|%s|%s|%s|%s"
                .formatted(
                        entry.path("actor").asText(),
                        entry.path("role").asText(),
                        entry.path("requestId").asText(),
                        entry.path("action").asText(),
                        entry.path("entity").asText(),
                        entry.path("entityId").asText(),
                        entry.path("eventId").asText(),
                        String.join(",", changes));
    }

    /** All entries of facts since then that are about what the day was about, oldest first. */
    private List<String> audit(String since, List<String> about) {
        List<JsonNode> entries = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = admin.get("/v1/audit?limit=7&from=" + since + cursor);
            assertThat(page.header("evently-as-of")).isNotNull();
            page.json().path("items").forEach(entries::add);
            cursor = page.json().path("nextCursor").isNull() ? "" : "&cursor=" + page.text("nextCursor");
        } while (!cursor.isEmpty());
        List<String> lines = new ArrayList<>();
        for (JsonNode entry : entries) {
            if (entry.path("chain").asText().equals("facts")
                    && (about.contains(entry.path("eventId").asText())
                            || about.contains(entry.path("entityId").asText()))) {
                lines.add(0, line(entry));
            }
        }
        return lines;
    }

    private Caller registered(String name) {
        Answer user = api.stranger()
                .post(
                        "/v1/users",
                        "{\"email\": \"%s\", \"name\": \"%s\", \"password\": \"%s\"}"
                                .formatted(prefix + name + "@example.org", name, PASSWORD),
                        id());
        String id = user.text("id");
        did(id, "public", "user.registered", "user", id, "null", "role=user");
        Answer session = api.stranger()
                .post(
                        "/v1/sessions",
                        "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(prefix + name + "@example.org", PASSWORD),
                        id());
        return api.holderOf(session.text("accessToken"));
    }

    @Test
    void theAuditOfADayEqualsWhatWasDone() throws Exception {
        String since = Instant.now().toString();
        Caller ada = registered("ada");
        String adaId = ada.get("/v1/users/me").text("id");
        Caller bob = registered("bob");
        String bobId = bob.get("/v1/users/me").text("id");

        String event = admin.post("/v1/events", Concert.with(10, "49.90").toString(), id())
                .text("id");
        String target = "/v1/events/" + event;
        did(adminId, "admin", "event.created", "event", event, event, "basePrice=49.90,totalCapacity=10");

        String booking =
                ada.post(target + "/bookings", "{\"quantity\": 2}", id()).text("id");
        did(
                adaId,
                "user",
                "booking.confirmed",
                "booking",
                booking,
                event,
                "status=confirmed,quantity=2,unitPrice=49.90");

        String hold = ada.post(target + "/bookings", "{\"quantity\": 3, \"hold\": true}", id())
                .text("id");
        did(adaId, "user", "booking.held", "booking", hold, event, "status=pending,quantity=3,unitPrice=49.90");
        ada.post(target + "/bookings/" + hold + "/confirm", "", id());
        did(adaId, "user", "booking.confirmed", "booking", hold, event, "status=confirmed,statusBefore=pending");

        admin.put(target + "/price", "{\"price\": \"60.00\", \"reason\": \"a secret reason\"}", id());
        did(adminId, "admin", "price.changed", "event", event, event, "price=60.00,priceBefore=49.90");

        admin.patch(target, "{\"totalCapacity\": 5, \"venue\": \"Elsewhere\"}", id());
        did(
                adminId,
                "admin",
                "event.changed",
                "event",
                event,
                event,
                "fields=venue,totalCapacity=5,totalCapacityBefore=10");

        String entry = bob.post(target + "/waitlist", "{\"quantity\": 2}", id()).text("id");
        did(bobId, "user", "waitlist.joined", "entry", entry, event, "quantity=2");
        admin.patch(target + "/waitlist/" + entry, "{\"priorityScore\": 7, \"reason\": \"a secret reason\"}", id());
        did(adminId, "admin", "waitlist.prioritized", "entry", entry, event, "priorityScore=7,priorityScoreBefore=0");

        admin.delete(target + "/bookings/" + booking, id());
        did(
                adminId,
                "admin",
                "booking.cancelled",
                "booking",
                booking,
                event,
                "status=cancelled,statusBefore=confirmed");
        String promotion = bob.get(target + "/waitlist/me")
                .json()
                .path("promotion")
                .path("id")
                .asText();
        followed("waitlist.promoted", "promotion", promotion, event, "entryId=" + entry + ",unitPrice=60.00");
        String claimed = bob.post(target + "/promotions/" + promotion + "/claim", "", id())
                .text("id");
        did(bobId, "user", "promotion.used", "promotion", promotion, event, "bookingId=" + claimed);
        did(
                bobId,
                "user",
                "booking.confirmed",
                "booking",
                claimed,
                event,
                "status=confirmed,quantity=2,unitPrice=60.00");

        bob.patch("/v1/users/me", "{\"name\": \"Robert\"}", id());
        did(bobId, "user", "user.renamed", "user", bobId, "null", "");
        admin.patch("/v1/users/" + bobId, "{\"role\": \"admin\"}", id());
        did(adminId, "admin", "user.access_changed", "user", bobId, "null", "role=admin,isActive=true");
        admin.patch("/v1/users/" + bobId, "{\"role\": \"user\", \"isActive\": false}", id());
        did(adminId, "admin", "user.access_changed", "user", bobId, "null", "role=user,isActive=false");

        admin.post(target + "/cancel", "{\"reason\": \"a secret reason\"}", id());
        did(adminId, "admin", "event.cancelled", "event", event, event, "status=cancelled");

        List<String> about = List.of(event, adaId, bobId);
        Eventually.holds(() -> assertThat(audit(since, about)).hasSize(day.size()));
        assertThat(audit(since, about)).containsExactlyInAnyOrderElementsOf(day);
        // Of the event, which is one chain, in the order in which it happened.
        List<String> ofTheEvent =
                day.stream().filter(line -> line.contains("|" + event + "|")).toList();
        assertThat(audit(since, List.of(event))).containsExactlyElementsOf(ofTheEvent);

        // Filters.
        assertThat(admin.get("/v1/audit?entity=booking&entityId=" + hold).items("action"))
                .containsExactly("booking.confirmed", "booking.held");
        assertThat(admin.get("/v1/audit?entity=user&actor=" + bobId).items("action"))
                .containsExactly("user.renamed", "user.registered");
        assertThat(admin.get("/v1/audit?entityId=" + hold + "&to=" + since).items("action"))
                .isEmpty();
        assertThat(ada.get("/v1/audit").status()).isEqualTo(403);
        assertThat(admin.get("/v1/audit?cursor="
                                + admin.get("/v1/audit?limit=1").text("nextCursor") + "x")
                        .status())
                .isEqualTo(422);
        assertThat(AuditReport.of(api.databases(), List.of()).lines()).noneMatch(line -> line.contains("NOT WHOLE"));
    }
}
