package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.evently.http.access.Principal;
import io.evently.http.access.Tokens;
import io.evently.user.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Everybody who may ask, and the things of one of them. All but the stranger are registered and have logged in. */
final class MatrixPeople {

    static final String PASSWORD = "correct horse battery staple";

    private static final String EVENT =
            """
            {"name": "Night of the Proms", "venue": "Olympiahalle", "eventDate": "2099-06-01T19:30:00Z",
             "totalCapacity": %d, "basePrice": "49.90"}
            """;

    /** One who asks. */
    enum Who {
        NO_TOKEN(false),
        OWNER(true),
        OTHER_USER(true),
        ADMIN(true),
        /** With the token of an admin, from before. */
        DEMOTED_ADMIN(false),
        DEMOTED_ADMIN_AGAIN(true),
        DEACTIVATED(false),
        FORGOTTEN(false),
        EXPIRED_TOKEN(false),
        FORGED_TOKEN(false),
        LOGGED_OUT(false),
        MALFORMED_TOKEN(false);

        /** Whether their token holds. */
        final boolean holds;

        Who(boolean holds) {
            this.holds = holds;
        }
    }

    private record Registered(UUID id, String email) {}

    private final WholeApi api;
    private final Told told;
    private final Caller admin;
    private final Registered owner;
    private final Map<Who, Caller> callers = new HashMap<>();

    MatrixPeople(WholeApi api) {
        this.api = api;
        this.told = new Told(api.databases());
        this.admin = api.firstAdmin();
        this.owner = register();
        Registered demoted = register();
        Registered deactivated = register();
        Caller leaver = logIn(register());
        change(demoted, "{\"role\": \"admin\"}");
        callers.put(Who.NO_TOKEN, api.stranger());
        callers.put(Who.OWNER, logIn(owner));
        callers.put(Who.OTHER_USER, logIn(register()));
        callers.put(Who.ADMIN, admin);
        callers.put(Who.DEMOTED_ADMIN, logIn(demoted));
        callers.put(Who.DEACTIVATED, logIn(deactivated));
        callers.put(Who.LOGGED_OUT, leaver);
        callers.put(Who.EXPIRED_TOKEN, api.holderOf(token(Duration.ofSeconds(-1))));
        callers.put(Who.FORGED_TOKEN, api.holderOf(forged()));
        callers.put(Who.MALFORMED_TOKEN, api.holderOf("garbage"));
        change(demoted, "{\"role\": \"user\"}");
        callers.put(Who.DEMOTED_ADMIN_AGAIN, logIn(demoted));
        change(deactivated, "{\"isActive\": false}");
        assertThat(leaver.delete("/v1/sessions").status()).isEqualTo(204);
        if (Contract.OPERATIONS.containsKey("DELETE /v1/users/me")) {
            Caller forgotten = logIn(register());
            assertThat(forgotten.delete("/v1/users/me").status()).isEqualTo(204);
            callers.put(Who.FORGOTTEN, forgotten);
        }
    }

    /** Whether there is such a one: nobody is forgotten by an Evently that forgets nobody. */
    boolean has(Who who) {
        return callers.containsKey(who);
    }

    /** @param anew for what ends sessions and accounts: one of their kind who is nobody else */
    Caller caller(Who who, boolean anew) {
        if (!anew || !who.holds) {
            return callers.get(who);
        }
        Registered fresh = register();
        if (who == Who.ADMIN) {
            change(fresh, "{\"role\": \"admin\"}");
        }
        return logIn(fresh);
    }

    /** What stands for the placeholders of paths, queries and bodies; new things, {@link Who#OWNER}'s if anybody's. */
    Map<String, String> make(MatrixRow.Need need) {
        Map<String, String> values = new HashMap<>();
        values.put("fresh", UUID.randomUUID().toString());
        values.put("owner", owner.email());
        values.put("file", "start.js");
        switch (need) {
            case NOTHING -> {
                // That is all.
            }
            case USER -> values.put("id", register().id().toString());
            case EVENT -> values.put("id", event(50));
            case SOLD_OUT -> values.put("id", soldOut(api.newUser()).event());
            case BOOKING -> book(values, "{\"quantity\": 1}");
            case HOLD -> book(values, "{\"quantity\": 1, \"hold\": true}");
            case ENTRY -> {
                values.put("id", soldOut(api.newUser()).event());
                values.put("entryId", join(values.get("id")));
            }
            case NOTIFICATION ->
                values.put("id", told.tell(owner.id(), "Hello").id().toString());
            case PROMOTION -> {
                Caller first = api.newUser();
                SoldOut event = soldOut(first);
                values.put("id", event.event());
                join(event.event());
                String path = "/v1/events/" + event.event();
                assertThat(first.delete(path + "/bookings/" + event.booking()).status())
                        .isEqualTo(200);
                values.put(
                        "promotionId",
                        callers.get(Who.OWNER)
                                .get(path + "/waitlist/me")
                                .json()
                                .path("promotion")
                                .path("id")
                                .asText());
            }
        }
        return values;
    }

    private record SoldOut(String event, String booking) {}

    private SoldOut soldOut(Caller first) {
        String event = event(1);
        return new SoldOut(
                event,
                first.post("/v1/events/" + event + "/bookings", "{\"quantity\": 1}")
                        .text("id"));
    }

    private String join(String event) {
        return callers.get(Who.OWNER)
                .post("/v1/events/" + event + "/waitlist", "{}")
                .text("id");
    }

    private void book(Map<String, String> values, String body) {
        values.put("id", event(50));
        var booking = callers.get(Who.OWNER).post("/v1/events/" + values.get("id") + "/bookings", body);
        values.put("bookingId", booking.text("id"));
        values.put("reference", booking.text("reference"));
    }

    private String event(int capacity) {
        return admin.post("/v1/events", EVENT.formatted(capacity)).text("id");
    }

    private void change(Registered user, String access) {
        assertThat(admin.patch("/v1/users/" + user.id(), access).status()).isEqualTo(200);
    }

    private Registered register() {
        String email = UUID.randomUUID() + "@example.org";
        String id = api.stranger()
                .post(
                        "/v1/users",
                        "{\"email\": \"%s\", \"name\": \"Somebody\", \"password\": \"%s\"}".formatted(email, PASSWORD))
                .text("id");
        return new Registered(UUID.fromString(id), email);
    }

    private Caller logIn(Registered user) {
        String credentials = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(user.email(), PASSWORD);
        return api.holderOf(api.stranger().post("/v1/sessions", credentials).text("accessToken"));
    }

    private String token(Duration lifetime) {
        return api.tokens.issue(new Principal(owner.id(), Role.ADMIN), lifetime);
    }

    private String forged() {
        return JWT.create()
                .withIssuer(Tokens.ISSUER)
                .withAudience(Tokens.AUDIENCE)
                .withSubject(owner.id().toString())
                .withClaim("role", "admin")
                .withExpiresAt(Instant.now().plusSeconds(3_600))
                .sign(Algorithm.HMAC256("another secret, as long as it must be"));
    }
}
