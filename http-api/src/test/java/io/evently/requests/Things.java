package io.evently.requests;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.http.RawClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * What the run has made so far, so that later requests can speak of it: learnt from the answers. Of each kind the last
 * {@value #MOST} are remembered. Used by many threads.
 */
final class Things {

    private static final int MOST = 24;

    private static final int CREATED = 201;
    private static final int FOUND = 200;

    /** Something below an event, and whose it is. */
    record Part(String eventId, String id, String reference, Person owner) {}

    /** A page of a list that has a next one: the query that got it, and where that begins. */
    record Page(String query, String cursor) {}

    private final Remembered<String> events = new Remembered<>();
    private final Remembered<String> users = new Remembered<>();
    private final Remembered<Person> newcomers = new Remembered<>();
    private final Remembered<Person> registered = new Remembered<>();
    private final Remembered<Part> bookings = new Remembered<>();
    private final Remembered<Part> entries = new Remembered<>();
    private final Remembered<Part> promotions = new Remembered<>();
    private final Map<String, Remembered<Page>> pages = new ConcurrentHashMap<>();

    Optional<String> event(RandomGenerator random) {
        return events.one(random);
    }

    Optional<String> user(RandomGenerator random) {
        return users.one(random);
    }

    /** Somebody who has registered, without a token yet. */
    Optional<Person> newcomer(RandomGenerator random) {
        return newcomers.one(random);
    }

    /** Somebody who has logged in. */
    Optional<Person> registered(RandomGenerator random) {
        return registered.one(random);
    }

    Optional<Part> booking(RandomGenerator random) {
        return bookings.one(random);
    }

    Optional<Part> entry(RandomGenerator random) {
        return entries.one(random);
    }

    Optional<Part> promotion(RandomGenerator random) {
        return promotions.one(random);
    }

    /** A page of that operation's that has a next one. */
    Optional<Page> page(String operation, RandomGenerator random) {
        Remembered<Page> known = pages.get(operation);
        return known == null ? Optional.empty() : known.one(random);
    }

    /**
     * Remembers what the answer shows.
     *
     * @param operation that answered
     * @param caller null without a token
     * @param sent the body; missing if there was none
     */
    void learn(String operation, Person caller, String target, JsonNode sent, Answer answer) {
        if (answer.status() != FOUND && answer.status() != CREATED) {
            return;
        }
        if (!answer.headers().getOrDefault("content-type", "").equals("application/json")) {
            return;
        }
        JsonNode body = answer.json();
        if (answer.status() == CREATED) {
            learnOfNew(operation, caller, sent, body);
        } else if (operation.equals("GET /v1/promotions")) {
            body.path("items").forEach(item -> promotions.add(part(item, caller)));
        }
        if (body.path("nextCursor").isTextual() && !target.contains("cursor=")) {
            int query = target.indexOf('?');
            pages.computeIfAbsent(operation, any -> new Remembered<>())
                    .add(new Page(
                            query < 0 ? "" : target.substring(query + 1),
                            body.path("nextCursor").textValue()));
        }
    }

    private void learnOfNew(String operation, Person caller, JsonNode sent, JsonNode body) {
        switch (operation) {
            case "POST /v1/events" -> events.add(body.path("id").asText());
            case "POST /v1/users" -> {
                users.add(body.path("id").asText());
                newcomers.add(registered(sent, null));
            }
            case "POST /v1/sessions" ->
                registered.add(registered(sent, body.path("accessToken").asText()));
            case "POST /v1/events/{id}/bookings", "POST /v1/events/{id}/promotions/{promotionId}/claim" ->
                bookings.add(part(body, caller));
            case "POST /v1/events/{id}/waitlist" -> entries.add(part(body, caller));
            default -> {
                // Nothing that another route asks for by its id.
            }
        }
    }

    private static Person registered(JsonNode sent, String token) {
        return new Person(
                null,
                token,
                false,
                sent.path("email").asText(),
                sent.path("password").asText());
    }

    private static Part part(JsonNode json, Person owner) {
        return new Part(
                json.path("eventId").asText(),
                json.path("id").asText(),
                json.path("reference").asText(),
                owner);
    }

    /** The last few of a kind. */
    private static final class Remembered<T> {

        private final List<T> all = new ArrayList<>();
        private int oldest;

        synchronized void add(T thing) {
            if (all.size() < MOST) {
                all.add(thing);
            } else {
                all.set(oldest, thing);
                oldest = (oldest + 1) % MOST;
            }
        }

        synchronized Optional<T> one(RandomGenerator random) {
            return all.isEmpty() ? Optional.empty() : Optional.of(Pick.one(random, all));
        }
    }
}
