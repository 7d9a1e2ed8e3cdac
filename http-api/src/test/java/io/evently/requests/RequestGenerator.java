package io.evently.requests;

import io.evently.routes.Contract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Makes requests by a seed: a third of them valid, the others changed in one way or two. Request number n of a seed is
 * always made the same way; the ids in it are those of what the run has made by then.
 */
final class RequestGenerator {

    /** What is valid, of a hundred. */
    private static final int VALID = 35;

    private static final int CHANGED_TWICE = 15;

    /**
     * How often an operation comes; 4 if it is not here. What hashes a password takes 45 ms of a core; what makes things
     * for others to ask for comes more often.
     */
    private static final Map<String, Integer> WEIGHTS = Map.of(
            "POST /v1/users", 1,
            "POST /v1/sessions", 1,
            "PUT /v1/users/me/password", 1,
            "DELETE /v1/users/me", 1,
            "DELETE /v1/users/{id}", 1,
            "POST /v1/events", 6,
            "POST /v1/events/{id}/bookings", 12,
            "POST /v1/events/{id}/waitlist", 8,
            "GET /v1/promotions", 10,
            "GET /docs/{file}", 1);

    private static final int USUAL_WEIGHT = 4;

    /** What there must be before others can be asked for, in this order and valid. */
    private static final List<String> FIRST = List.of(
            "POST /v1/users",
            "POST /v1/users",
            "POST /v1/sessions",
            "POST /v1/events",
            "POST /v1/events/{id}/bookings");

    /** Each so many requests there is a queue again, and supplies: the last ones are used up or forgotten by then. */
    private static final int PREPARED_EVERY = 200;

    private final long seed;
    private final People people;
    private final ValidRequests valid;
    private final Queue queue;
    private final Supplies supplies;
    private final List<String> operations = new ArrayList<>();

    RequestGenerator(long seed, People people, Things things) {
        this.seed = seed;
        this.people = people;
        this.valid = new ValidRequests(people, things);
        this.queue = new Queue(valid, people);
        this.supplies = new Supplies(valid);
        for (String operation : Contract.OPERATIONS.keySet()) {
            for (int i = 0; i < WEIGHTS.getOrDefault(operation, USUAL_WEIGHT); i++) {
                operations.add(operation);
            }
        }
    }

    /** So many requests lay the ground and are to be sent one after the other. */
    static int first() {
        return FIRST.size();
    }

    /** The draft of request number n, from 0. */
    Draft draft(long number) {
        RandomGenerator random = random(number);
        if (number < FIRST.size()) {
            return valid.of(FIRST.get((int) number), random);
        }
        Draft draft = valid.of(Pick.one(random, operations), random);
        if (!Pick.percent(random, VALID)) {
            change(draft, random);
            if (Pick.percent(random, CHANGED_TWICE)) {
                change(draft, random);
            }
        }
        return draft;
    }

    /** Sends what forms a queue and renews the supplies, if it is time for them; as part of request number n. */
    void prepare(long number, Queue.Sender sender) {
        if (number % PREPARED_EVERY == FIRST.size()) {
            RandomGenerator random = random(-number);
            queue.form(random, sender);
            supplies.renew(random, sender);
        }
    }

    /** Twice: neighbouring seeds give the same numbers, shifted by one (it is how a splittable one works). */
    private RandomGenerator random(long number) {
        return new SplittableRandom(new SplittableRandom(seed + number).nextLong());
    }

    private void change(Draft draft, RandomGenerator random) {
        int kind = random.nextInt(100);
        if (draft.raw) {
            return;
        }
        if (kind < 40 && draft.json != null) {
            HostileBodies.change(draft, random);
        } else if (kind < 55) {
            HostileHeaders.change(draft, random);
        } else if (kind < 67) {
            HostileTokens.change(draft, random, people.secret());
        } else if (kind < 79) {
            HostileTargets.changePath(draft, random);
        } else if (kind < 89) {
            HostileTargets.changeQuery(draft, random);
        } else if (kind < 95) {
            HostileTargets.changeMethod(draft, random);
        } else {
            HostileFraming.change(draft, random);
        }
    }
}
