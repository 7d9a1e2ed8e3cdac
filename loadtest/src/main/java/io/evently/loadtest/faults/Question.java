package io.evently.loadtest.faults;

import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.sale.Buyer;
import io.evently.loadtest.sale.Requests;
import java.util.UUID;

/**
 * What somebody asks; asked again, it is the same.
 *
 * @param by null: without a token
 * @param subject booking, entry or promotion it is about, or null
 * @param key its idempotency key, or null
 */
record Question(
        Kind kind,
        UUID eventId,
        Buyer by,
        UUID subject,
        String key,
        int quantity,
        boolean hold,
        String method,
        String path) {

    static Question book(UUID eventId, Buyer by, String key, int quantity, boolean hold) {
        String path = "/v1/events/" + eventId + "/bookings";
        return new Question(Kind.BOOK, eventId, by, null, key, quantity, hold, "POST", path);
    }

    static Question confirm(UUID eventId, Buyer by, UUID booking) {
        return about(Kind.CONFIRM, eventId, by, booking, "POST", "/bookings/" + booking + "/confirm");
    }

    static Question cancel(UUID eventId, Buyer by, UUID booking) {
        return about(Kind.CANCEL, eventId, by, booking, "DELETE", "/bookings/" + booking);
    }

    static Question read(UUID eventId, Buyer owner, UUID booking) {
        return about(Kind.READ_BOOKING, eventId, owner, booking, "GET", "/bookings/" + booking);
    }

    static Question readStrangers(UUID eventId, Buyer stranger, UUID booking) {
        return about(Kind.READ_STRANGERS_BOOKING, eventId, stranger, booking, "GET", "/bookings/" + booking);
    }

    static Question join(UUID eventId, Buyer by, int quantity) {
        String path = "/v1/events/" + eventId + "/waitlist";
        return new Question(Kind.JOIN, eventId, by, null, null, quantity, false, "POST", path);
    }

    static Question leave(UUID eventId, Buyer by, UUID entry) {
        return about(Kind.LEAVE, eventId, by, entry, "DELETE", "/waitlist/me");
    }

    static Question claim(UUID eventId, Buyer by, UUID promotion) {
        return about(Kind.CLAIM, eventId, by, promotion, "POST", "/promotions/" + promotion + "/claim");
    }

    static Question decline(UUID eventId, Buyer by, UUID promotion) {
        return about(Kind.DECLINE, eventId, by, promotion, "POST", "/promotions/" + promotion + "/decline");
    }

    static Question availability(UUID eventId) {
        return about(Kind.AVAILABILITY, eventId, null, null, "GET", "/availability");
    }

    /** What was recorded of it, to be asked again. */
    static Question again(Operation booking, Buyer by) {
        return book(booking.eventId(), by, booking.key(), booking.quantity(), booking.hold());
    }

    private static Question about(Kind kind, UUID eventId, Buyer by, UUID subject, String method, String rest) {
        return new Question(kind, eventId, by, subject, null, 0, false, method, "/v1/events/" + eventId + rest);
    }

    /** Whether asking twice is no more than asking once. */
    boolean mayBeRepeated() {
        return switch (kind) {
            case BOOK -> key != null;
            case CONFIRM, CANCEL, JOIN, LEAVE, CLAIM, DECLINE -> true;
            // Nobody repeats what has changed by now.
            case AVAILABILITY, READ_BOOKING, READ_STRANGERS_BOOKING -> false;
        };
    }

    /** The whole request, for the server those requests are for. */
    byte[] bytes(Requests requests) {
        String body =
                switch (kind) {
                    case BOOK -> "{\"quantity\":" + quantity + (hold ? ",\"hold\":true}" : "}");
                    case JOIN -> "{\"quantity\":" + quantity + "}";
                    default -> "";
                };
        if (by == null) {
            return requests.availability(eventId);
        }
        String json = body.isEmpty() ? "" : "Content-Type: application/json\r\n";
        String keyed = key == null ? "" : "Idempotency-Key: " + key + "\r\n";
        return requests.request(method, path, by, json + keyed, body);
    }
}
