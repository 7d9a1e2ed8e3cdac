package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.http.server.RawClient.Answer;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ring 3: to be forgotten, and to take with you what is yours. Every answer is held against the contract. */
@ExtendWith(WholeApi.Shared.class)
class ForgettingRoutesTest {

    private static final String PASSWORD = "correct horse battery staple";
    private static final String ME = "/v1/users/me";
    private static final String EVENT =
            """
            {"name": "Concert", "venue": "Hall", "eventDate": "2099-06-01T19:30:00Z", "totalCapacity": 2,
             "basePrice": "49.90"}
            """;

    private WholeApi api;
    private String email;

    @BeforeEach
    void take(WholeApi shared) {
        api = shared;
        email = UUID.randomUUID() + "@example.org";
    }

    @Test
    void whoIsForgottenComesInNoMoreAndTheirAddressIsFree() {
        String id = register().text("id");
        Caller ada = logIn();
        Caller elsewhere = logIn();

        assertThat(ada.delete(ME).status()).isEqualTo(204);

        assertThat(ada.get(ME).code()).isEqualTo("UNAUTHENTICATED");
        assertThat(elsewhere.get(ME).code()).isEqualTo("UNAUTHENTICATED");
        assertThat(ada.delete(ME).status()).as("repeated").isEqualTo(401);
        Answer refused = api.stranger().post("/v1/sessions", credentials());
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("detail")).isEqualTo("Address or password is wrong.");
        assertThat(api.newAdmin().get("/v1/users?email=" + email).items("id")).isEmpty();
        Eventually.holds(() -> {
            Answer again = api.stranger().post("/v1/users", registration());
            assertThat(again.status()).isEqualTo(201);
            assertThat(again.text("id")).isNotEqualTo(id);
        });
    }

    @Test
    void anOldKeyRegistersWhoWasForgottenAnew() {
        String key = UUID.randomUUID().toString();
        Answer first = api.stranger().post("/v1/users", registration(), "Idempotency-Key", key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(logIn().delete(ME).status()).isEqualTo(204);

        Eventually.holds(() -> {
            Answer again = api.stranger().post("/v1/users", registration(), "Idempotency-Key", key);
            assertThat(again.status()).as("taken, until the address is free").isEqualTo(201);
            assertThat(again.text("id")).isNotEqualTo(first.text("id"));
            assertThat(again.header("idempotent-replayed")).isNull();
        });

        Answer repeated = api.stranger().post("/v1/users", registration(), "Idempotency-Key", key);
        assertThat(repeated.header("idempotent-replayed")).isEqualTo("true");
        assertThat(logIn().get(ME).text("id")).isEqualTo(repeated.text("id"));
    }

    @Test
    void theAuditSaysWhenSomebodyWasForgotten() {
        Instant before = Instant.now().minusSeconds(60);
        String id = register().text("id");
        assertThat(logIn().delete(ME).status()).isEqualTo(204);

        Eventually.holds(() -> assertThat(api.newAdmin()
                        .get("/v1/audit?entityId=" + id + "&from=" + before)
                        .items("action"))
                .contains("user.forgotten", "user.registered"));
    }

    @Test
    void anAdminForgetsWhoeverThereIsAsOftenAsTheyLike() {
        String user = "/v1/users/" + register().text("id");
        Caller admin = api.newAdmin();

        assertThat(admin.delete("/v1/users/" + UUID.randomUUID()).code()).isEqualTo("NOT_FOUND");
        assertThat(api.newUser().delete(user).code()).isEqualTo("FORBIDDEN");
        assertThat(api.stranger().delete(user).code()).isEqualTo("UNAUTHENTICATED");
        assertThat(admin.delete(user).status()).isEqualTo(204);
        assertThat(admin.delete(user).status()).isEqualTo(204);

        assertThat(admin.patch(user, "{\"isActive\": true}").code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void theLastAdminIsNotForgotten() {
        Caller admin = api.firstAdmin();
        String id = admin.get(ME).text("id");

        assertThat(admin.delete(ME).code()).isEqualTo("LAST_ADMIN");
        assertThat(api.newAdmin().delete("/v1/users/" + id).code()).isEqualTo("LAST_ADMIN");
        assertThat(admin.get(ME).status()).isEqualTo(200);
    }

    @Test
    void theExportHoldsEverythingOfAllKinds() {
        register();
        Caller ada = logIn();
        String event = "/v1/events/" + api.newAdmin().post("/v1/events", EVENT).text("id");
        String booking = ada.post(event + "/bookings", "{\"quantity\": 1}", "User-Agent", "an agent of hers")
                .text("id");
        assertThat(ada.post(event + "/bookings", "{\"quantity\": 2}").status()).isEqualTo(409);
        Caller bob = api.newUser();
        String held = bob.post(event + "/bookings", "{\"quantity\": 1, \"hold\": true}")
                .text("id");
        assertThat(ada.post(event + "/waitlist", "{}").status()).isEqualTo(201);
        assertThat(bob.delete(event + "/bookings/" + held).status()).isEqualTo(200);
        assertThat(api.newAdmin().get("/v1/users?email=" + email).status()).isEqualTo(200);

        Eventually.holds(() -> {
            Answer answer = ada.get(ME + "/export");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
            JsonNode all = answer.json();
            assertThat(all.path("profile").path("email").asText()).isEqualTo(email);
            assertThat(all.path("profile").path("name").asText()).isEqualTo("Ada");
            // The limits are off here, so nothing is remembered of log-ins.
            assertThat(all.path("logIns").isArray()).isTrue();
            assertThat(all.path("bookings").path("items").findValuesAsText("id"))
                    .containsExactly(booking);
            assertThat(all.path("waitlistEntries").path("items").findValuesAsText("status"))
                    .containsExactly("promoted");
            assertThat(all.path("promotions").path("items").findValuesAsText("status"))
                    .containsExactly("pending");
            assertThat(all.path("bookingAttempts").path("items").findValuesAsText("result"))
                    .containsExactly("failed", "success");
            assertThat(all.path("bookingAttempts").path("items").findValuesAsText("userAgent"))
                    .contains("an agent of hers");
            assertThat(all.path("audit").path("items").findValuesAsText("action"))
                    .contains("session.created", "user.exported", "user.read");
            JsonNode mails = all.path("emailDeliveries").path("items");
            assertThat(mails.findValuesAsText("cause")).contains("welcome", "booking_confirmed", "promoted");
            assertThat(mails.findValuesAsText("userId"))
                    .containsOnly(all.path("profile").path("id").asText());
            for (String list : new String[] {
                "bookings", "waitlistEntries", "promotions", "bookingAttempts", "emailDeliveries", "audit"
            }) {
                assertThat(all.path(list).path("complete").asBoolean()).as(list).isTrue();
            }
        });
    }

    @Test
    void whoNeverRegisteredHasAnExportToo() {
        Caller stranger = api.newUser();

        Answer answer = stranger.get(ME + "/export");

        assertThat(answer.json().path("profile").isNull()).isTrue();
        assertThat(answer.json().path("bookings").path("items")).isEmpty();
        assertThat(stranger.delete(ME).status()).isEqualTo(204);
        assertThat(stranger.get(ME + "/export").status()).isEqualTo(401);
    }

    private Answer register() {
        Answer registered = api.stranger().post("/v1/users", registration());
        assertThat(registered.status()).isEqualTo(201);
        return registered;
    }

    private Caller logIn() {
        return api.holderOf(api.stranger().post("/v1/sessions", credentials()).text("accessToken"));
    }

    private String registration() {
        return "{\"email\": \"%s\", \"name\": \"Ada\", \"password\": \"%s\"}".formatted(email, PASSWORD);
    }

    private String credentials() {
        return "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, PASSWORD);
    }
}
