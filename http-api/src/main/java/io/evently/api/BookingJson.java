package io.evently.api;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.http.JsonWriter;
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

    private static String status(BookingStatus status) {
        return switch (status) {
            case PENDING -> "pending";
            case CONFIRMED -> "confirmed";
            case CANCELLED -> "cancelled";
            case EXPIRED -> "expired";
        };
    }
}
