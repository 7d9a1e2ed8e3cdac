package io.evently.loadtest.verify;

import java.util.List;
import java.util.UUID;

/**
 * The tables that follow the journals, of all four databases. Money is cents, times are
 * microseconds since 1970; {@code database} is where a row lies.
 *
 * @param lags one for each database
 */
public record TableRows(
        List<EventRow> events,
        List<BookingRow> bookings,
        List<EntryRow> entries,
        List<PromotionRow> promotions,
        List<Lag> lags) {

    public TableRows {
        events = List.copyOf(events);
        bookings = List.copyOf(bookings);
        entries = List.copyOf(entries);
        promotions = List.copyOf(promotions);
        lags = List.copyOf(lags);
    }

    /** A row of {@code events}; {@code factNo} is the last fact that is in it. */
    public record EventRow(
            int database,
            UUID id,
            int capacity,
            int available,
            int confirmed,
            int held,
            int promised,
            long price,
            long revenue,
            String status,
            long factNo) {}

    /** A row of {@code bookings}. */
    public record BookingRow(
            int database,
            UUID eventId,
            UUID id,
            UUID userId,
            int quantity,
            long unitPrice,
            String status,
            String reference,
            long createdAt) {

        BookingRow in(int otherDatabase) {
            return new BookingRow(
                    otherDatabase, eventId, id, userId, quantity, unitPrice, status, reference, createdAt);
        }

        BookingRow with(String otherStatus, String otherReference) {
            return new BookingRow(
                    database, eventId, id, userId, quantity, unitPrice, otherStatus, otherReference, createdAt);
        }
    }

    /** A row of {@code waitlist_entries}. */
    public record EntryRow(
            int database,
            UUID eventId,
            UUID id,
            UUID userId,
            int quantity,
            int priority,
            long joinedAt,
            long joinNo,
            String status) {}

    /** A row of {@code waitlist_promotions}; {@code bookingId} is null unless it was claimed. */
    public record PromotionRow(
            int database,
            UUID eventId,
            UUID id,
            UUID entryId,
            UUID userId,
            int quantity,
            long unitPrice,
            long promotedAt,
            long expiresAt,
            String status,
            UUID bookingId) {}

    /** What the tables of a database do not show yet: records of its journal, and events whose rows follow their end. */
    public record Lag(int database, long records, long endings) {}
}
