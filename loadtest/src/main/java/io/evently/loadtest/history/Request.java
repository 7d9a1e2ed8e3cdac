package io.evently.loadtest.history;

import io.evently.loadtest.client.HttpText;
import io.evently.loadtest.history.Operation.Kind;
import java.util.UUID;

/**
 * What a customer asks of one event; asked again, it is the same.
 *
 * @param by whose token goes with it; null: none
 * @param subject booking, entry or promotion it is about, or null
 * @param key its idempotency key, or null
 * @param quantity seats, of BOOK and JOIN; else 0
 * @param hold whether BOOK asks for a hold
 */
public record Request(Kind kind, UUID eventId, Buyer by, UUID subject, String key, int quantity, boolean hold) {

    /** Asks for seats. */
    public static Request book(UUID eventId, Buyer by, String key, int quantity, boolean hold) {
        return new Request(Kind.BOOK, eventId, by, null, key, quantity, hold);
    }

    /** Asks for a place in the queue. */
    public static Request join(UUID eventId, Buyer by, int quantity) {
        return new Request(Kind.JOIN, eventId, by, null, null, quantity, false);
    }

    /** Whatever is about a booking, an entry or a promotion, or about nothing more than the event. */
    public static Request of(Kind kind, UUID eventId, Buyer by, UUID subject) {
        return new Request(kind, eventId, by, subject, null, 0, false);
    }

    /** How many seats are free, held, promised and sold; nobody says who they are. */
    public static Request availability(UUID eventId) {
        return of(Kind.AVAILABILITY, eventId, null, null);
    }

    /** What was recorded, to be asked again. */
    public static Request again(Operation before, Buyer by) {
        return new Request(
                before.kind(), before.eventId(), by, before.subject(), before.key(), before.quantity(), before.hold());
    }

    /** Whether asking twice is no more than asking once. */
    public boolean mayBeRepeated() {
        return switch (kind) {
            case BOOK -> key != null;
            case CONFIRM, CANCEL, JOIN, LEAVE, CLAIM, DECLINE -> true;
            // Nobody repeats what has changed by now.
            case AVAILABILITY, READ_BOOKING, READ_STRANGERS_BOOKING, READ_PLACE, READ_PROMOTIONS -> false;
        };
    }

    /** As HTTP has it. */
    public String method() {
        return switch (kind) {
            case BOOK, CONFIRM, JOIN, CLAIM, DECLINE -> "POST";
            case CANCEL, LEAVE -> "DELETE";
            case AVAILABILITY, READ_BOOKING, READ_STRANGERS_BOOKING, READ_PLACE, READ_PROMOTIONS -> "GET";
        };
    }

    /** As HTTP has it. */
    public String path() {
        String event = "/v1/events/" + eventId;
        return switch (kind) {
            case BOOK -> event + "/bookings";
            case CONFIRM -> event + "/bookings/" + subject + "/confirm";
            case CANCEL, READ_BOOKING, READ_STRANGERS_BOOKING -> event + "/bookings/" + subject;
            case JOIN -> event + "/waitlist";
            case LEAVE, READ_PLACE -> event + "/waitlist/me";
            case CLAIM -> event + "/promotions/" + subject + "/claim";
            case DECLINE -> event + "/promotions/" + subject + "/decline";
            case AVAILABILITY -> event + "/availability";
            case READ_PROMOTIONS -> "/v1/promotions";
        };
    }

    /** JSON; empty: none. */
    public String body() {
        return switch (kind) {
            case BOOK -> "{\"quantity\":" + quantity + (hold ? ",\"hold\":true}" : "}");
            case JOIN -> "{\"quantity\":" + quantity + "}";
            default -> "";
        };
    }

    /**
     * The whole request, ready to be sent.
     *
     * @param host as {@link HttpText#host}
     */
    public byte[] bytes(String host) {
        String keyed = key == null ? "" : "Idempotency-Key: " + key + "\r\n";
        return HttpText.request(host, method(), path(), by == null ? null : by.token(), keyed, body());
    }
}
