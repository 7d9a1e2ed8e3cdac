package io.evently.requests;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.http.server.RawClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What the run has made so far, so that later requests can speak of it: learnt from the answers. Of each kind the last
 * {@value #MOST} are remembered. Used by many threads.
 */
final class Things {

    private static final int MOST = 24;

    private static final int CREATED = 201;
    private static final int FOUND = 200;
    private static final int NO_CONTENT = 204;
    private static final int UNAUTHENTICATED = 401;

    /** Who hears one of these may join the waitlist. */
    private static final Set<String> FULL = Set.of("SOLD_OUT", "NOT_ENOUGH_SEATS", "SEATS_PROMISED_TO_WAITLIST");

    /** Something below an event, and whose it is. */
    record Part(String eventId, String id, String reference, Person owner) {}

    /** A page of a list that has a next one: the query that got it, and where that begins. */
    record Page(String query, String cursor) {}

    private final Remembered<String> events = new Remembered<>();
    private final Remembered<String> begun = new Remembered<>();
    private final Remembered<String> soldOut = new Remembered<>();
    private final Remembered<String> users = new Remembered<>();
    private final Remembered<Person> newcomers = new Remembered<>();
    private final Remembered<Person> registered = new Remembered<>();
    private final Remembered<Part> bookings = new Remembered<>();
    private final Remembered<Part> entries = new Remembered<>();
    private final Remembered<Part> promotions = new Remembered<>();
    private final Remembered<Part> notifications = new Remembered<>();
    private final Map<String, Remembered<Page>> pages = new ConcurrentHashMap<>();

    Optional<String> event(RandomGenerator random) {
        return events.one(random);
    }

    /** One that had too few seats for somebody. */
    Optional<String> soldOut(RandomGenerator random) {
        return soldOut.one(random);
    }

    /** One whose date has come, or will in a moment. */
    Optional<String> begun(RandomGenerator random) {
        return begun.one(random);
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

    Optional<Part> notification(RandomGenerator random) {
        return notifications.one(random);
    }

    /** A page of that operation's that has a next one. */
    Optional<Page> page(String operation, RandomGenerator random) {
        Remembered<Page> known = pages.get(operation);
        return known == null ? Optional.empty() : known.one(random);
    }

    /** Remembers what the answer shows. */
    void learn(Draft asked, Answer answer) {
        if (answer.status() == NO_CONTENT || answer.status() == FOUND) {
            forget(asked);
        } else if (answer.status() == UNAUTHENTICATED) {
            forgetSession(asked);
        }
        if (answer.headers().getOrDefault("content-type", "").startsWith("application/problem+json")) {
            learnOfRefusal(asked, answer.code());
        }
        boolean shown = answer.status() == FOUND || answer.status() == CREATED;
        if (!shown || !answer.headers().getOrDefault("content-type", "").equals("application/json")) {
            return;
        }
        JsonNode body = answer.json();
        if (answer.status() == CREATED) {
            learnOfNew(asked, body);
        }
        if (asked.operation.equals("GET /v1/promotions")) {
            body.path("items").forEach(item -> learnOfPromotion(item, asked.caller));
        }
        if (asked.operation.equals("GET /v1/notifications")) {
            body.path("items").forEach(item -> notifications.add(part(item, asked.caller)));
        }
        learnOfPromotion(body.path("promotion"), asked.caller);
        if (body.path("nextCursor").isTextual() && !asked.target().contains("cursor=")) {
            pages.computeIfAbsent(asked.operation, any -> new Remembered<>())
                    .add(new Page(
                            String.join("&", asked.query),
                            body.path("nextCursor").textValue()));
        }
    }

    /** What is over makes a dull object of further requests. */
    private void forget(Draft asked) {
        String event = asked.pathValues.getOrDefault("id", "");
        switch (asked.operation) {
            case "POST /v1/events/{id}/complete" -> {
                begun.removeIf(event::equals);
                events.removeIf(event::equals);
            }
            case "DELETE /v1/sessions" -> {
                boolean everywhere = asked.query.contains("everywhere=true");
                Person who = asked.caller;
                registered.removeIf(each -> everywhere
                        ? each.email().equals(who.email())
                        : each.token().equals(who.token()));
            }
            case "DELETE /v1/users/me" ->
                registered.removeIf(each -> each.email().equals(asked.caller.email()));
            case "DELETE /v1/users/{id}" -> users.removeIf(event::equals);
            case "PUT /v1/users/me/password" ->
                changePassword(asked.caller, asked.jsonOrMissing().path("new").asText());
            case "DELETE /v1/events/{id}", "POST /v1/events/{id}/cancel" -> {
                events.removeIf(event::equals);
                soldOut.removeIf(event::equals);
            }
            case "DELETE /v1/events/{id}/waitlist/me" ->
                entries.removeIf(
                        entry -> entry.eventId().equals(event) && entry.owner().equals(asked.caller));
            case "POST /v1/events/{id}/promotions/{promotionId}/decline" ->
                promotions.removeIf(each -> each.id().equals(asked.pathValues.get("promotionId")));
            default -> {
                // It is still there.
            }
        }
    }

    private void changePassword(Person who, String password) {
        newcomers.removeIf(each -> each.email().equals(who.email()));
        registered.removeIf(each -> each.email().equals(who.email()));
        newcomers.add(who.withPassword(null, password));
        registered.add(who.withPassword(who.token(), password));
    }

    /** Whoever asks has logged out elsewhere, or may no longer log in. */
    private void forgetSession(Draft asked) {
        Person who = asked.caller;
        if (who != null && asked.bears(who.token())) {
            registered.removeIf(each -> each.token().equals(who.token()));
        }
        if (asked.operation.equals("POST /v1/sessions")) {
            Person refused = registered(asked.jsonOrMissing(), null);
            newcomers.removeIf(refused::equals);
        }
    }

    private void learnOfRefusal(Draft asked, String code) {
        String event = asked.pathValues.get("id");
        if (FULL.contains(code) && event != null) {
            soldOut.removeIf(event::equals);
            soldOut.add(event);
        } else if (code.equals("SEATS_AVAILABLE")) {
            soldOut.removeIf(event::equals);
        } else if (code.equals("PROMOTION_EXPIRED")) {
            promotions.removeIf(each -> each.id().equals(asked.pathValues.get("promotionId")));
        }
    }

    private void learnOfPromotion(JsonNode promotion, Person owner) {
        if (promotion.path("status").asText().equals("pending")) {
            promotions.removeIf(each -> each.id().equals(promotion.path("id").asText()));
            promotions.add(part(promotion, owner));
        }
    }

    private void learnOfNew(Draft asked, JsonNode body) {
        switch (asked.operation) {
            case "POST /v1/events" -> {
                boolean soon = body.path("eventDate").asText().compareTo(Integer.toString(Values.FIRST_YEAR)) < 0;
                (soon ? begun : events).add(body.path("id").asText());
            }
            case "POST /v1/users" -> {
                users.add(body.path("id").asText());
                newcomers.add(registered(asked.jsonOrMissing(), null));
            }
            case "POST /v1/sessions" ->
                registered.add(registered(
                        asked.jsonOrMissing(), body.path("accessToken").asText()));
            case "POST /v1/events/{id}/bookings" -> bookings.add(part(body, asked.caller));
            case "POST /v1/events/{id}/promotions/{promotionId}/claim" -> {
                bookings.add(part(body, asked.caller));
                promotions.removeIf(each -> each.id().equals(asked.pathValues.get("promotionId")));
            }
            case "POST /v1/events/{id}/waitlist" -> entries.add(part(body, asked.caller));
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

        synchronized void add(T thing) {
            if (all.size() == MOST) {
                all.remove(0);
            }
            all.add(thing);
        }

        synchronized void removeIf(Predicate<T> over) {
            all.removeIf(over);
        }

        synchronized Optional<T> one(RandomGenerator random) {
            return all.isEmpty() ? Optional.empty() : Optional.of(Pick.one(random, all));
        }
    }
}
