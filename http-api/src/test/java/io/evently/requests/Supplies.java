package io.evently.requests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.http.server.RawClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a run uses up and chance alone makes too little of: people who are logged in (until they log out everywhere, change
 * their password or are deactivated), and events whose date has come, which can be completed once.
 */
final class Supplies {

    private static final int CREATED = 201;

    /** It must be in the future when the server reads it, and past before the run is over. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final ValidRequests valid;

    Supplies(ValidRequests valid) {
        this.valid = valid;
    }

    /** Somebody registers, logs in and changes their password; and an event begins soon. */
    void renew(RandomGenerator random, Queue.Sender sender) {
        Draft register = withoutKey("POST /v1/users", random);
        register.setBody(register.json.put("email", Values.address(random)));
        Answer registered = sender.send(register);
        if (registered != null && registered.status() == CREATED) {
            Draft logIn = withoutKey("POST /v1/sessions", random);
            logIn.setBody(logIn.json
                    .put("email", register.json.path("email").asText())
                    .put("password", register.json.path("password").asText()));
            sender.send(logIn);
            // While somebody is logged in: others log out, and are forgotten, as often.
            sender.send(withoutKey("PUT /v1/users/me/password", random));
        }
        Draft create = withoutKey("POST /v1/events", random);
        ObjectNode event = create.json;
        event.remove(List.of("salesStart", "salesEnd"));
        create.setBody(event.put("eventDate", Instant.now().plus(SOON).toString()));
        // On a slow machine it may be too late already.
        create.changed("begins soon", Expect.ANY);
        sender.send(create);
    }

    private Draft withoutKey(String operation, RandomGenerator random) {
        Draft draft = valid.of(operation, random);
        draft.removeHeader("Idempotency-Key");
        return draft;
    }
}
