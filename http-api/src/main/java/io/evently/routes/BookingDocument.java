package io.evently.routes;

import io.evently.event.Booking;
import io.evently.event.actor.EventColumns;
import io.evently.http.answer.JsonWriter;
import io.evently.tables.BookingRow;
import java.util.UUID;
import java.util.function.Consumer;

/** A booking as clients read it, whether its event or the tables tell. */
final class BookingDocument {

    private BookingDocument() {}

    static Consumer<JsonWriter> of(BookingRow row) {
        return of(row.eventId(), EventColumns.booking(row));
    }

    static Consumer<JsonWriter> of(UUID eventId, Booking booking) {
        return json -> {
            json.id("id", booking.id());
            json.text("reference", booking.reference());
            json.id("eventId", eventId);
            json.id("userId", booking.userId());
            json.number("quantity", booking.quantity());
            json.money("unitPrice", booking.unitPrice());
            json.money("totalAmount", booking.totalAmount());
            json.text("status", booking.status().label());
            if (booking.wasHeld()) {
                json.time("holdExpiresAt", booking.holdUntil());
            }
            json.time("createdAt", booking.createdAt());
        };
    }
}
