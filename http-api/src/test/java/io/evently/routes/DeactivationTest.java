package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.http.server.RawClient.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ring 3: who was deactivated books no more, and what they held goes back on sale. */
@ExtendWith(WholeApi.Shared.class)
class DeactivationTest {

    private static final String USER =
            "{\"email\": \"leaver@example.org\", \"name\": \"Leaver\", \"password\": \"correct horse battery\"}";
    private static final String EVENT =
            """
            {"name": "Night of the Proms", "venue": "Olympiahalle", "eventDate": "2099-06-01T19:30:00Z",
             "totalCapacity": 10, "basePrice": "49.90"}
            """;

    private WholeApi api;

    @BeforeEach
    void take(WholeApi shared) {
        api = shared;
    }

    @Test
    void aDeactivatedUsersTokenIsRefusedAndTheirHoldEnds() {
        Caller admin = api.firstAdmin();
        String user = api.stranger().post("/v1/users", USER).text("id");
        String token = api.stranger()
                .post("/v1/sessions", USER.replace("\"name\": \"Leaver\", ", ""))
                .text("accessToken");
        String leaver = "Authorization: Bearer " + token + "\r\n";
        String event = "/v1/events/" + admin.post("/v1/events", EVENT).text("id");
        JsonNode confirmed = ask("POST", event + "/bookings", leaver, "{\"quantity\": 2}", 201);
        JsonNode held = ask("POST", event + "/bookings", leaver, "{\"quantity\": 3, \"hold\": true}", 201);

        assertThat(admin.patch("/v1/users/" + user, "{\"isActive\": false}").status())
                .isEqualTo(200);

        ask("POST", event + "/bookings", leaver, "{\"quantity\": 1}", 401);
        ask("POST", event + "/waitlist", leaver, "{}", 401);
        ask("POST", event + "/bookings/" + held.path("id").asText() + "/confirm", leaver, "", 401);
        ask("GET", "/v1/users/me", leaver, "", 401);
        Eventually.holds(() -> {
            JsonNode seats = admin.get(event + "/availability").json();
            assertThat(seats.path("heldSeats").asInt()).isZero();
            assertThat(seats.path("confirmedSeats").asInt()).isEqualTo(2);
        });
        String bookings = event + "/bookings/";
        assertThat(admin.get(bookings + held.path("id").asText()).text("status"))
                .isEqualTo("cancelled");
        assertThat(admin.get(bookings + confirmed.path("id").asText()).text("status"))
                .isEqualTo("confirmed");
    }

    private JsonNode ask(String method, String target, String headers, String body, int status) {
        Answer answer = api.ask(method, target, headers, body);
        assertThat(answer.status())
                .as(method + " " + target + ": " + answer.body())
                .isEqualTo(status);
        return answer.json();
    }
}
