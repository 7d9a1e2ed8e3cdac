package io.evently;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.CanaryNode.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Somebody all of whose words have a mark in them, and an admin who writes of them; from marked addresses. */
final class CanaryPerson {

    /** In everything that somebody typed, or their browser sent. */
    static final String MARK = "Zqvxjk";

    /** In the name of each event, which everybody may read. */
    static final String CONTROL = "Wbkqzd";

    static final String IPV4 = "198.51.100.213";
    static final String IPV6 = "2001:db8:5eed:cafe:1:2:3:4";

    private static final String EMAIL = MARK + "Mail@canary.example";
    private static final String PASSWORD = MARK + "-Password-1";
    private static final String NEW_PASSWORD = MARK + "-Password-2";
    private static final String AGENT = MARK + "Agent/1.0";

    private static final List<String> FROM_IPV4 =
            List.of("X-Forwarded-For", IPV4, "User-Agent", AGENT, "Idempotency-Key", MARK + "-key-4");
    private static final List<String> FROM_IPV6 =
            List.of("X-Forwarded-For", IPV6, "User-Agent", AGENT, "Idempotency-Key", MARK + "-key-6");

    private final CanaryNode node;
    private final String admin;

    /** On that node, with the admin's token. */
    CanaryPerson(CanaryNode node) {
        this.node = node;
        this.admin = logIn("admin@evently.local", CanaryNode.ADMIN_PASSWORD);
    }

    /** @return a token */
    String registersAndLogsIn() {
        answered(
                ask("POST", "/v1/users", json("email", EMAIL, "name", MARK + " Name", "password", PASSWORD), FROM_IPV4),
                201);
        ask("POST", "/v1/users", json("email", EMAIL, "name", MARK + " Twice", "password", PASSWORD), FROM_IPV6);
        ask("POST", "/v1/sessions", json("email", EMAIL, "password", MARK + "-wrong-1"), FROM_IPV4);
        ask("POST", "/v1/sessions", json("email", MARK + "nobody@canary.example", "password", PASSWORD), FROM_IPV6);
        String token = logIn(EMAIL, PASSWORD);
        answered(ask("PATCH", "/v1/users/me", json("name", MARK + " Renamed"), bearer(token)), 200);
        ask("PUT", "/v1/users/me/password", json("current", PASSWORD, "new", NEW_PASSWORD), bearer(token));
        return logIn(EMAIL, NEW_PASSWORD);
    }

    /**
     * A success, a refusal and a place in the queue.
     *
     * @return the event
     */
    String books(String token) {
        String event = event(2);
        answered(ask("POST", "/v1/events/" + event + "/bookings", "{\"quantity\": 1}", bearer(admin)), 201);
        List<String> from4 = with(FROM_IPV4, bearer(token));
        List<String> from6 = with(FROM_IPV6, bearer(token));
        answered(ask("POST", "/v1/events/" + event + "/bookings", "{\"quantity\": 1}", from4), 201);
        answered(ask("POST", "/v1/events/" + event + "/bookings", "{\"quantity\": 1}", from6), 409);
        Answer entry = answered(ask("POST", "/v1/events/" + event + "/waitlist", "{\"quantity\": 1}", from6), 201);
        answered(
                ask(
                        "PATCH",
                        "/v1/events/" + event + "/waitlist/"
                                + entry.json().path("id").asText(),
                        "{\"priorityScore\": 10, \"reason\": \"" + MARK + " is the aunt of the mayor\"}",
                        bearer(admin)),
                200);
        return event;
    }

    private String event(int capacity) {
        return answered(
                        ask(
                                "POST",
                                "/v1/events",
                                """
                                {"name": "%s %d", "venue": "A mine", "eventDate": "2099-01-01T00:00:00Z",
                                 "totalCapacity": %d, "basePrice": "1.00"}
                                """
                                        .formatted(CONTROL, capacity, capacity),
                                bearer(admin)),
                        201)
                .json()
                .path("id")
                .asText();
    }

    /** Reasons, and what is refused. */
    void says(String token, String event) {
        for (int price = 2; price < 8; price++) {
            answered(
                    ask(
                            "PUT",
                            "/v1/events/" + event + "/price",
                            json("price", price + ".00", "reason", MARK + " called again"),
                            bearer(admin)),
                    200);
        }
        answered(
                ask(
                        "POST",
                        "/v1/events/" + event(3) + "/cancel",
                        json("reason", MARK + " the singer is ill"),
                        bearer(admin)),
                200);
        ask("GET", "/v1/users?email=" + EMAIL.replace("@", "%40"), null, bearer(admin));
        ask("GET", "/v1/users?email=" + MARK + "nobody%40canary.example", null, bearer(admin));
        ask("GET", "/v1/events?q=" + MARK, null, FROM_IPV4);
        ask("POST", "/v1/users", "{\"email\": \"" + MARK + "broken", FROM_IPV4);
        ask("POST", "/v1/users", json("email", MARK + " no address", "name", MARK, "password", PASSWORD), FROM_IPV6);
        ask("POST", "/v1/users", json(MARK, MARK), FROM_IPV6);
        ask("PATCH", "/v1/users/me", json("name", MARK.repeat(60)), bearer(token));
        ask("GET", "/v1/users/me", null, List.of("Authorization", "Bearer " + MARK));
        ask("GET", "/v1/users/me", null, with(FROM_IPV6, bearer(token + "x")));
    }

    /** What another user gets, of all routes that might tell: path and answer, a blank between. */
    List<String> shownToOthers() {
        answered(
                ask(
                        "POST",
                        "/v1/users",
                        json("email", "other@example.org", "name", "Other", "password", "correct horse battery"),
                        List.of("X-Forwarded-For", "203.0.113.9")),
                201);
        List<String> other = bearer(logIn("other@example.org", "correct horse battery"));
        List<String> shown = new ArrayList<>();
        for (String path :
                List.of("/v1/users/me", "/v1/users/me/export", "/v1/bookings", "/v1/promotions", "/v1/events")) {
            shown.add(path + " " + ask("GET", path, null, other).body());
        }
        return shown;
    }

    /** Whether nobody finds them, sees where they came from, or lets them in: asked last, for it costs a hash. */
    boolean isForgotten(String event, boolean addressesToo) {
        Answer found = answered(ask("GET", "/v1/users?email=" + EMAIL.replace("@", "%40"), null, bearer(admin)), 200);
        if (found.body().contains(MARK)) {
            return false;
        }
        String attempts = ask("GET", "/v1/booking-attempts?eventId=" + event, null, bearer(admin))
                .body();
        if (addressesToo && Stream.of(IPV4, IPV6, AGENT).anyMatch(attempts::contains)) {
            return false;
        }
        return ask("POST", "/v1/sessions", json("email", EMAIL, "password", NEW_PASSWORD), FROM_IPV4)
                        .status()
                != 201;
    }

    Answer ask(String method, String target, String body, List<String> headers) {
        return node.ask(method, target, body, headers.toArray(String[]::new));
    }

    static Answer answered(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer;
    }

    static List<String> bearer(String token) {
        return List.of("Authorization", "Bearer " + token);
    }

    private String logIn(String email, String password) {
        return answered(ask("POST", "/v1/sessions", json("email", email, "password", password), FROM_IPV4), 201)
                .json()
                .path("accessToken")
                .asText();
    }

    private static List<String> with(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** Names and values in turn. */
    private static String json(String... fields) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            all.add("\"%s\": \"%s\"".formatted(fields[i], fields[i + 1]));
        }
        return "{" + String.join(", ", all) + "}";
    }
}
