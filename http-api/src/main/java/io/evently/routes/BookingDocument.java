package io.evently.routes;

import io.evently.event.Booking;
import io.evently.http.answer.JsonWriter;
import io.evently.tables.BookingRow;
import java.util.UUID;

/** A booking as clients read it, whether its event or the tables tell. Amounts are cents, times microseconds. */
record BookingDocument(
        UUID id,
        String reference,
        UUID eventId,
        UUID userId,
        int quantity,
        long unitPrice,
        long totalAmount,
        String status,
        long holdExpiresAt,
        long createdAt) {

    static BookingDocument of(UUID eventId, Booking booking) {
        return new BookingDocument(
                booking.id(),
                booking.reference(),
                eventId,
                booking.userId(),
                booking.quantity(),
                booking.unitPrice(),
                booking.totalAmount(),
                booking.status().label(),
                booking.holdUntil(),
                booking.createdAt());
    }

    static BookingDocument of(BookingRow row) {
        return new BookingDocument(
                row.id(),
                row.reference(),
                row.eventId(),
                row.userId(),
                row.quantity(),
                row.unitPrice(),
                row.totalAmount(),
                row.status(),
                row.holdExpiresAt(),
                row.createdAt());
    }

    void write(JsonWriter json) {
        json.id("id", id);
        json.text("reference", reference);
        json.id("eventId", eventId);
        json.id("userId", userId);
        json.number("quantity", quantity);
        json.money("unitPrice", unitPrice);
        json.money("totalAmount", totalAmount);
        json.text("status", status);
        if (holdExpiresAt != 0) {
            json.time("holdExpiresAt", holdExpiresAt);
        }
        json.time("createdAt", createdAt);
    }
}
