package io.evently.loadtest.queue;

import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.sale.Buyer;
import io.evently.loadtest.sale.Order;
import io.evently.loadtest.sale.Requests;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One request, and who wants to know what came of it. Not bytes, so that Gatling can send it too.
 *
 * @param name the same for all of its kind
 * @param by whose token goes with it
 * @param key its idempotency key; empty: none
 * @param body JSON; empty: none
 * @param heard told of each outcome, more than once if the server asked to come back later
 */
public record Turn(
        String name, String method, String path, Buyer by, String key, String body, Consumer<Outcome> heard) {

    public static final String CLAIM = "claim";

    /** Asks for a place in the queue. */
    public static Turn join(Member member, Consumer<Outcome> heard) {
        String body = "{\"quantity\":" + member.quantity() + "}";
        return new Turn("join", "POST", waitlist(member), member.buyer(), "", body, heard);
    }

    /** Asks which place it is. */
    public static Turn me(Member member, Consumer<Outcome> heard) {
        return plain("me", "GET", waitlist(member) + "/me", member.buyer(), heard);
    }

    /** Gives the place up, and what was promised to it. */
    public static Turn leave(Member member, Consumer<Outcome> heard) {
        return plain("leave", "DELETE", waitlist(member) + "/me", member.buyer(), heard);
    }

    /** Asks what is promised to them. */
    public static Turn look(Member member, Consumer<Outcome> heard) {
        return plain("promotions", "GET", "/v1/promotions", member.buyer(), heard);
    }

    /** Takes the promised seats. */
    public static Turn claim(Member member, Consumer<Outcome> heard) {
        return plain(CLAIM, "POST", promotion(member) + "/claim", member.buyer(), heard);
    }

    /** Wants them no more. */
    public static Turn decline(Member member, Consumer<Outcome> heard) {
        return plain("decline", "POST", promotion(member) + "/decline", member.buyer(), heard);
    }

    /** How many seats are free, promised and sold. */
    public static Turn availability(UUID eventId, Buyer by, Consumer<Outcome> heard) {
        return plain("availability", "GET", "/v1/events/" + eventId + "/availability", by, heard);
    }

    /** Gives the seats of an accepted order back. */
    public static Turn cancel(Order order, Consumer<Outcome> heard) {
        String path = bookings(order) + "/" + order.booked().id();
        return plain("cancel", "DELETE", path, order.buyer(), heard);
    }

    /** Asks for the order's seats without waiting for them. */
    public static Turn book(Order order, Consumer<Outcome> heard) {
        String body = "{\"quantity\":" + order.quantity() + "}";
        return new Turn("book", "POST", bookings(order), order.buyer(), order.key(), body, heard);
    }

    /** The whole request. */
    public byte[] bytes(Requests requests) {
        String json = body.isEmpty() ? "" : "Content-Type: application/json\r\n";
        String keyed = key.isEmpty() ? "" : "Idempotency-Key: " + key + "\r\n";
        return requests.request(method, path, by, json + keyed, body);
    }

    @Override
    public String toString() {
        return name;
    }

    private static Turn plain(String name, String method, String path, Buyer by, Consumer<Outcome> heard) {
        return new Turn(name, method, path, by, "", "", heard);
    }

    private static String waitlist(Member member) {
        return "/v1/events/" + member.eventId() + "/waitlist";
    }

    private static String promotion(Member member) {
        return "/v1/events/" + member.eventId() + "/promotions/"
                + member.promised().id();
    }

    private static String bookings(Order order) {
        return "/v1/events/" + order.eventId() + "/bookings";
    }
}
