package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.server.RawClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ring 3: a day of people and admins, as the security log tells it; with ids, and without persons. */
@ExtendWith(WholeApi.Shared.class)
class SecurityEventsTest {

    private static final String PASSWORD = "correct horse battery staple";
    private static final String NAME = "Canary Personson";
    private static final String AGENT = "canary-agent/1.0";
    private static final String EVENT =
            """
            {"name": "Night of the Proms", "venue": "Olympiahalle", "eventDate": "2099-06-01T19:30:00Z",
             "totalCapacity": 10, "basePrice": "49.90"}
            """;

    private final String email = "canary-" + UUID.randomUUID() + "@example.org";
    private final SecurityLines lines = new SecurityLines();
    private WholeApi api;

    @BeforeEach
    void take(WholeApi shared) {
        api = shared;
    }

    @AfterEach
    void nobodyIsInTheLog() {
        lines.close();
        assertThat(lines.all().toString())
                .doesNotContain(email, "canary", NAME, AGENT, PASSWORD, "127.0.0.1", "Bearer", "eyJ");
    }

    // ---- people ----

    @Test
    void comingInAndGoingOut() {
        Caller stranger = api.stranger();
        String id = told("registration", "ok", headers -> stranger.post("/v1/users", registration(), headers))
                .get("who");
        Map<String, String> ok =
                told("log-in", "ok", headers -> stranger.post("/v1/sessions", credentials(PASSWORD), headers));
        assertThat(ok)
                .containsEntry("who", id)
                .containsEntry("role", "user")
                .containsEntry("route", "POST /v1/sessions");
        assertThat(ok.get("client")).matches("[0-9a-f]{16}");

        Map<String, String> wrong =
                told("log-in", "wrong", headers -> stranger.post("/v1/sessions", credentials("not the one"), headers));
        assertThat(wrong)
                .containsEntry("role", "public")
                .containsEntry("entityId", id)
                .containsEntry("code", "UNAUTHENTICATED")
                .doesNotContainKey("who");
        String nobody = credentials(PASSWORD).replace("canary", "no-canary");
        assertThat(told("log-in", "wrong", headers -> stranger.post("/v1/sessions", nobody, headers)))
                .doesNotContainKeys("who", "entityId");
        told("registration", "refused", headers -> stranger.post("/v1/users", registration(), headers));

        Caller person = logIn(PASSWORD);
        String next = "{\"current\": \"%s\", \"new\": \"another horse battery staple\"}";
        assertThat(told(
                        "password-change",
                        "wrong",
                        headers -> person.put("/v1/users/me/password", next.formatted("not the one"), headers)))
                .containsEntry("who", id);
        told(
                "password-change",
                "ok",
                headers -> person.put("/v1/users/me/password", next.formatted(PASSWORD), headers));
        assertThat(told("log-out", "ok", headers -> person.delete("/v1/sessions", headers)))
                .containsEntry("who", id)
                .containsEntry("entityId", id);
        assertThat(told("token", "ended", headers -> person.get("/v1/users/me", headers)))
                .containsEntry("code", "UNAUTHENTICATED")
                .containsEntry("entityId", id)
                .doesNotContainKey("who");
    }

    @Test
    void whatOneMayIsChangedByAnAdminAndRefusedToAnybodyElse() {
        String id = api.stranger().post("/v1/users", registration()).text("id");
        Caller person = logIn(PASSWORD);
        Caller admin = api.newAdmin();
        String path = "/v1/users/" + id;

        assertThat(told("rights", "refused", headers -> person.patch(path, "{\"role\": \"admin\"}", headers)))
                .containsEntry("who", id)
                .containsEntry("entityId", id)
                .containsEntry("code", "FORBIDDEN")
                .containsEntry("route", "PATCH /v1/users/{id}");
        assertThat(told("access-change", "ok", headers -> admin.patch(path, "{\"isActive\": false}", headers)))
                .containsEntry("who", admin.id().toString())
                .containsEntry("role", "admin")
                .containsEntry("entityId", id)
                .hasEntrySatisfying(
                        "details",
                        details -> assertThat(details).contains("role=user").contains("active=false"));
        told("token", "ended", headers -> person.get("/v1/users/me", headers));
        String unknown = "/v1/users/" + UUID.randomUUID();
        assertThat(told("access-change", "refused", headers -> admin.patch(unknown, "{\"role\": \"user\"}", headers)))
                .containsEntry("code", "NOT_FOUND");
    }

    // ---- what admins read of others ----

    @Test
    void whatAdminsReadOfOthersIsToldAndWhatIsTheirsIsNot() {
        Caller admin = api.newAdmin();
        Caller person = api.newUser();
        String event = admin.post("/v1/events", EVENT).text("id");
        Answer booking = person.post("/v1/events/" + event + "/bookings", "{\"quantity\": 1}");
        String one = "/v1/events/" + event + "/bookings/" + booking.text("id");
        String byReference = "/v1/bookings/" + booking.text("reference");

        assertThat(read(admin, one)).containsEntry("entity", "booking").containsEntry("entityId", booking.text("id"));
        assertThat(read(admin, byReference))
                .containsEntry("entity", "booking")
                .containsEntry("entityId", booking.text("id"));
        assertThat(read(admin, "/v1/events/" + event + "/bookings"))
                .containsEntry("entity", "event-bookings")
                .containsEntry("entityId", event);
        assertThat(read(admin, "/v1/events/" + event + "/waitlist")).containsEntry("entity", "event-waitlist");
        assertThat(read(admin, "/v1/booking-attempts?eventId=" + event))
                .containsEntry("entity", "booking-attempts")
                .hasEntrySatisfying("details", details -> assertThat(details).contains(event));
        String id = api.stranger().post("/v1/users", registration()).text("id");
        assertThat(read(admin, "/v1/users?email=" + email))
                .containsEntry("entity", "user")
                .containsEntry("entityId", id)
                .containsEntry("route", "GET /v1/users");

        String own = admin.post("/v1/events/" + event + "/bookings", "{\"quantity\": 1}")
                .text("id");
        untold(admin, "/v1/events/" + event + "/bookings/" + own);
        untold(person, one);
        untold(person, byReference);
        untold(admin, "/v1/cluster");
        untold(admin, "/v1/events/" + event + "/analytics");
        untold(admin, "/v1/bookings");
    }

    @Test
    void whatConcernsAccountabilityIsInTheAudit() {
        Caller admin = api.newAdmin();
        Caller person = api.newUser();
        String event = admin.post("/v1/events", EVENT).text("id");
        person.get("/v1/events/" + event + "/bookings");
        admin.get("/v1/events/" + event + "/bookings");

        Eventually.until(
                () -> admin.get("/v1/audit?actor=" + admin.id()).items("action").contains("event-bookings.read"));
        Eventually.until(() ->
                admin.get("/v1/audit?actor=" + person.id()).items("action").contains("access.refused"));
    }

    @Test
    void countersSayAsMuch() {
        assertThat(api.stranger().get("/metrics").body())
                .contains("evently_security_events_total{kind=\"log-in\",outcome=\"wrong\"}")
                .contains("evently_security_events_total{kind=\"node\",outcome=\"started\"} 1.0")
                .contains("evently_security_log_lost_total");
    }

    private Map<String, String> read(Caller admin, String target) {
        Map<String, String> line = told("admin-read", "ok", headers -> admin.get(target, headers));
        assertThat(line).containsEntry("who", admin.id().toString()).containsEntry("role", "admin");
        return line;
    }

    private void untold(Caller caller, String target) {
        String id = "untold-" + UUID.randomUUID();
        assertThat(caller.get(target, "X-Request-Id", id).status()).isEqualTo(200);
        // Lines come in order: what is told of a later request, comes after all that could be told of this one.
        told("token", "none", headers -> api.stranger().get("/v1/users/me", headers));
        assertThat(lines.of(id)).as(target).isEmpty();
    }

    /** The one line about a request. */
    private Map<String, String> told(String kind, String outcome, Function<String[], Answer> request) {
        String id = "told-" + UUID.randomUUID();
        Answer answer = request.apply(new String[] {"X-Request-Id", id, "User-Agent", AGENT});
        Eventually.until(() -> !lines.of(id).isEmpty());
        List<Map<String, String>> told = lines.of(id);
        assertThat(told).as(answer.body()).hasSize(1);
        assertThat(told.get(0)).containsEntry("kind", kind).containsEntry("outcome", outcome);
        return told.get(0);
    }

    private Caller logIn(String password) {
        return api.holderOf(
                api.stranger().post("/v1/sessions", credentials(password)).text("accessToken"));
    }

    private String registration() {
        return "{\"email\": \"%s\", \"name\": \"%s\", \"password\": \"%s\"}".formatted(email, NAME, PASSWORD);
    }

    private String credentials(String password) {
        return "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password);
    }
}
