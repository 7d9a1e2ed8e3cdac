package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.http.server.RawClient.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A12: what is shown as null may be set to null, and nothing else. */
@ExtendWith(WholeApi.Shared.class)
class PatchNullTest {

    private static Caller admin;
    private static Caller anna;
    private static Caller stranger;

    @BeforeAll
    static void use(WholeApi api) {
        admin = api.newAdmin();
        anna = api.newUser();
        stranger = api.stranger();
    }

    @Test
    void nullTakesAwayWhatMayBeMissing() {
        ObjectNode limited = Concert.with(100, "49.90").put("maxPerUser", 2).put("description", "Bring a hat.");
        String event = Concert.on(admin, limited);
        assertThat(anna.post(event + "/bookings", "{\"quantity\": 3}").code()).isEqualTo("BOOKING_LIMIT_REACHED");

        Answer free = admin.patch(event, "{\"maxPerUser\": null}");

        assertThat(free.status()).isEqualTo(200);
        assertThat(free.json().get("maxPerUser").isNull()).isTrue();
        assertThat(free.text("description")).isEqualTo("Bring a hat.");
        assertThat(free.number("version")).isEqualTo(2);
        assertThat(anna.post(event + "/bookings", "{\"quantity\": 3}").status()).isEqualTo(201);
        Answer bare = admin.patch(event, "{\"description\": null, \"maxPerUser\": null, \"name\": \"Gala\"}");
        assertThat(bare.json().get("description").isNull()).isTrue();
        assertThat(bare.number("version")).isEqualTo(3);
        assertThat(admin.patch(event, "{\"description\": null}").number("version"))
                .as("nothing was there")
                .isEqualTo(3);
        assertThat(stranger.get(event).json().get("maxPerUser").isNull()).isTrue();
    }

    @Test
    void nullTakesAnEventBackToUtc() {
        String event = Concert.on(admin, Concert.with(100, "49.90").put("timeZone", "Europe/Berlin"));

        Answer back = admin.patch(event, "{\"timeZone\": null}");

        assertThat(back.status()).isEqualTo(200);
        assertThat(back.text("timeZone")).isEqualTo("UTC");
        assertThat(back.number("version")).isEqualTo(2);
        assertThat(admin.patch(event, "{\"timeZone\": null}").number("version"))
                .as("it is there")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "venue",
                "eventDate",
                "totalCapacity",
                "maxPerBooking",
                "holdMinutes",
                "waitlist",
                "waitlist.policy",
                "waitlist.windowMinutes"
            })
    void nullIsNoValueOfWhatMustBeThere(String field) {
        String[] path = field.split("\\.");
        String body = path.length == 1 ? "{\"" + field + "\": null}" : "{\"waitlist\": {\"" + path[1] + "\": null}}";

        Answer refused = admin.patch(Concert.on(admin, 1, "1.00"), body);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").findValuesAsText("field")).containsExactly(field);
    }
}
