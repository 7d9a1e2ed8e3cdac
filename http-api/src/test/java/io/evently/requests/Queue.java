package io.evently.requests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.http.server.RawClient.Answer;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * An event that is sold out, with people who wait for it, some of whom are promoted: what chance alone hardly ever brings
 * about, and several routes are about.
 */
final class Queue {

    /** Sends a draft, and remembers what is answered; null if nothing was. */
    interface Sender {
        Answer send(Draft draft);
    }

    private static final int CREATED = 201;
    private static final int WAITING = 5;
    private static final int PROMOTED = 3;

    private final ValidRequests valid;
    private final People people;

    Queue(ValidRequests valid, People people) {
        this.valid = valid;
        this.people = people;
    }

    /** One seat, and it is taken; {@value #WAITING} people join; {@value #PROMOTED} seats more, each for one of them. */
    void form(RandomGenerator random, Sender sender) {
        Draft create = valid.of("POST /v1/events", random);
        ObjectNode event = create.json;
        event.remove(List.of("pricingRule", "maxPerBooking", "maxPerUser", "waitlist", "salesStart", "salesEnd"));
        event.put("totalCapacity", 1).putObject("waitlist").put("policy", "strict");
        create.setBody(event);
        Answer created = sender.send(create);
        if (created == null || created.status() != CREATED) {
            return;
        }
        String id = created.text("id");
        List<Person> some = people.some(random, WAITING + 1);
        sender.send(by(some.get(0), id, "POST /v1/events/{id}/bookings", random));
        List<Person> waiting = some.subList(1, some.size());
        waiting.forEach(person -> sender.send(by(person, id, "POST /v1/events/{id}/waitlist", random)));
        Draft more = by(people.admin(random), id, "PATCH /v1/events/{id}", random);
        more.setBody(more.json.removeAll().put("totalCapacity", 1 + PROMOTED));
        more.removeHeader("If-Match");
        sender.send(more);
        waiting.forEach(person -> sender.send(by(person, id, "GET /v1/events/{id}/waitlist/me", random)));
        waiting.forEach(person -> sender.send(by(person, id, "GET /v1/promotions", random)));
    }

    private Draft by(Person person, String event, String operation, RandomGenerator random) {
        Draft draft = valid.of(operation, random);
        draft.caller = person;
        draft.setHeader("Authorization", "Bearer " + person.token());
        draft.pathValues.replaceAll((name, value) -> event);
        draft.query.clear();
        if (operation.startsWith("POST ")) {
            draft.removeHeader("Idempotency-Key");
            draft.setBody(draft.json.removeAll().put("quantity", 1));
        }
        return draft;
    }
}
