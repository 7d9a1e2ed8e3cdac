package io.evently.api;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.http.JsonWriter;
import io.evently.tables.BookingRow;
import java.util.UUID;

/** Bookings as clients read them. */
final class BookingJson {

    private BookingJson() {}

    static void booking(JsonWriter json, UUID eventId, Booking booking) {
        json.id("id", booking.id());
        json.text("reference", booking.reference());
        json.id("eventId", eventId);
        json.id("userId", booking.userId());
        json.number("quantity", booking.quantity());
        json.money("unitPrice", booking.unitPrice());
        json.money("totalAmount", booking.totalAmount());
        json.text("status", status(booking.status()));
        if (booking.wasHeld()) {
            json.time("holdExpiresAt", booking.holdUntil());
        }
        json.time("createdAt", booking.createdAt());
    }

    /** The same, from the tables. */
    static void row(JsonWriter json, BookingRow row) {
        json.id("id", row.id());
        json.text("reference", row.reference());
        json.id("eventId", row.eventId());
        json.id("userId", row.userId());
        json.number("quantity", row.quantity());
        json.money("unitPrice", row.unitPrice());
        json.money("totalAmount", row.totalAmount());
        json.text("status", row.status());
        if (row.holdExpiresAt() != 0) {
            json.time("holdExpiresAt", row.holdExpiresAt());
        }
        json.time("createdAt", row.createdAt());
    }

    private static String status(BookingStatus status) {
        return switch (status) {
            case PENDING -> "pending";
            case CONFIRMED -> "confirmed";
            case CANCELLED -> "cancelled";
            case EXPIRED -> "expired";
        };
    }
}
