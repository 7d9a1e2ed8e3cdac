package io.evently.loadtest.scenario.stampede;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.client.Json;
import io.evently.loadtest.client.Refusal;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody who waits for seats, and what they know of it: as much as they need to go on. May be used by many threads.
 */
public final class WaitingCustomer {

    /** What somebody does when seats are promised to them. */
    public enum Plan {
        CLAIM,
        DECLINE,
        /** Comes when the window has run out, and claims in vain. */
        LAPSE,
        /** Does not wait for it, and goes. */
        LEAVE
    }

    /**
     * The place in a queue.
     *
     * @param id of the entry
     * @param joinedAt when
     * @param position 1 for who is next, as it was then; 0 for who has a promotion already
     */
    public record Entry(UUID id, Instant joinedAt, long position) {}

    /**
     * Seats promised.
     *
     * @param id of the promotion
     * @param promotedAt since when
     * @param expiresAt until when, exclusive
     */
    public record Promotion(UUID id, Instant promotedAt, Instant expiresAt) {}

    private final UUID eventId;
    private final Buyer buyer;
    private final int quantity;
    private Plan plan = Plan.CLAIM;
    private int priority;
    private boolean joined;
    private Entry entry;
    private Promotion promotion;
    private boolean booked;
    private boolean declines;
    private boolean leaves;
    private boolean over;

    /** Somebody who wants so many seats and has not joined yet. */
    public WaitingCustomer(UUID eventId, Buyer buyer, int quantity) {
        this.eventId = eventId;
        this.buyer = buyer;
        this.quantity = quantity;
    }

    public int quantity() {
        return quantity;
    }

    public synchronized Plan plan() {
        return plan;
    }

    public synchronized void plan(Plan next) {
        plan = next;
    }

    /** What an admin set; higher is served first. */
    public synchronized int priority() {
        return priority;
    }

    public synchronized void priority(int next) {
        priority = next;
    }

    /** Null before they joined, and if the answer was lost and the entry has ended meanwhile. */
    public synchronized Entry entry() {
        return entry;
    }

    /** Whether it is known that they were let in. */
    public synchronized boolean joined() {
        return joined;
    }

    /** What they found, or null. */
    public synchronized Promotion promotion() {
        return promotion;
    }

    /** Whether a claim was answered with a booking. */
    public synchronized boolean booked() {
        return booked;
    }

    /** Whether they said no to their promotion, with success or in doubt. */
    public synchronized boolean declines() {
        return declines;
    }

    /** Whether they went, with success or in doubt. */
    public synchronized boolean leaves() {
        return leaves;
    }

    /** Whether nothing is left to be done: claimed, declined, run out, or gone. */
    public synchronized boolean over() {
        return over;
    }

    /** Asks for a place. */
    Request join() {
        return Request.join(eventId, buyer, quantity);
    }

    /** Asks for what is about their place in the queue. */
    Request about(Kind kind) {
        return Request.of(kind, eventId, buyer, entry == null ? null : entry.id());
    }

    /** Asks for what is about their promotion. */
    Request aboutPromotion(Kind kind) {
        return Request.of(kind, eventId, buyer, promotion.id());
    }

    /** Takes what came of any of these. */
    synchronized void heard(Operation answer) {
        if (answer.kind() == Kind.DECLINE) {
            declines |= answer.verdict() != Operation.Verdict.REFUSED;
        } else if (answer.kind() == Kind.LEAVE) {
            leaves |= answer.verdict() != Operation.Verdict.REFUSED;
        }
        if (answer.ok()) {
            succeeded(answer);
        } else if (Refusal.ALREADY_WAITING.equals(answer.code())) {
            joined = true; // which entry it is, reading the place tells
        } else if (Refusal.PROMOTION_EXPIRED.equals(answer.code()) || Refusal.NOT_FOUND.equals(answer.code())) {
            over = true;
        }
    }

    private void succeeded(Operation answer) {
        switch (answer.kind()) {
            case JOIN, READ_PLACE -> {
                joined = true;
                JsonNode body = answer.body();
                entry = new Entry(
                        Json.uuid(body, "id"),
                        Json.time(body, "joinedAt"),
                        body.path("position").longValue());
            }
            case READ_PROMOTIONS -> answer.body().path("items").forEach(this::isPromised);
            case CLAIM -> {
                booked = true;
                over = true;
            }
            case DECLINE, LEAVE -> over = true;
            default -> {}
        }
    }

    private void isPromised(JsonNode shown) {
        promotion =
                new Promotion(Json.uuid(shown, "id"), Json.time(shown, "promotedAt"), Json.time(shown, "expiresAt"));
        over |= Json.text(shown, "status").equals("expired");
    }

    @Override
    public String toString() {
        return "user " + buyer.id() + " who waits for " + quantity;
    }
}
