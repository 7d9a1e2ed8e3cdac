package io.evently.loadtest.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.verify.EventModel.Booking;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;

/** Reads answers for comparison: what is missing or of another type is equal to nothing. */
final class Bodies {

    static final long NO_NUMBER = Long.MIN_VALUE;

    private Bodies() {}

    /** Null if there is none. */
    static UUID id(JsonNode body, String field) {
        String text = text(body, field);
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static String text(JsonNode body, String field) {
        return body == null ? "" : body.path(field).asText("");
    }

    static long number(JsonNode body, String field) {
        return body == null || !body.path(field).isIntegralNumber()
                ? NO_NUMBER
                : body.path(field).longValue();
    }

    static long cents(JsonNode body, String field) {
        try {
            return new BigDecimal(text(body, field)).movePointRight(2).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            return NO_NUMBER;
        }
    }

    /** Microseconds since 1970. */
    static long micros(JsonNode body, String field) {
        try {
            Instant time = Instant.parse(text(body, field));
            return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
        } catch (DateTimeException e) {
            return NO_NUMBER;
        }
    }

    /** Whether it shows this booking; its status may be any. */
    static boolean shows(JsonNode body, UUID eventId, Booking booking) {
        return booking.id.equals(id(body, "id"))
                && booking.reference().equals(text(body, "reference"))
                && eventId.equals(id(body, "eventId"))
                && booking.userId.equals(id(body, "userId"))
                && booking.quantity == number(body, "quantity")
                && booking.unitPrice == cents(body, "unitPrice")
                && booking.unitPrice * booking.quantity == cents(body, "totalAmount")
                && booking.createdAt == micros(body, "createdAt")
                && (booking.holdUntil == 0 || booking.holdUntil == micros(body, "holdExpiresAt"));
    }
}
