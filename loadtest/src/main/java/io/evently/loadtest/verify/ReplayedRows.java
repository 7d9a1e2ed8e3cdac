package io.evently.loadtest.verify;

import io.evently.loadtest.verify.TableRows.BookingRow;
import io.evently.loadtest.verify.TableRows.EntryRow;
import io.evently.loadtest.verify.TableRows.EventRow;
import io.evently.loadtest.verify.TableRows.PromotionRow;
import java.util.ArrayList;
import java.util.List;

/** The rows that the tables must hold of an event once its journal is replayed. */
record ReplayedRows(
        List<EventRow> events, List<BookingRow> bookings, List<EntryRow> entries, List<PromotionRow> promotions) {

    static ReplayedRows of(EventModel event) {
        ReplayedRows rows =
                new ReplayedRows(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (event.terms == null || event.deleted) {
            return rows;
        }
        int database = Tables.shardOf(event.id);
        rows.events.add(new EventRow(
                database,
                event.id,
                event.capacity,
                event.available(),
                event.confirmed,
                event.held,
                event.promised,
                event.price,
                event.revenue,
                event.status,
                event.lastFact));
        event.bookings
                .values()
                .forEach(booking -> rows.bookings.add(new BookingRow(
                        database,
                        event.id,
                        booking.id,
                        booking.userId,
                        booking.quantity,
                        booking.unitPrice,
                        booking.status,
                        booking.reference(),
                        booking.createdAt)));
        event.entries
                .values()
                .forEach(entry -> rows.entries.add(new EntryRow(
                        database,
                        event.id,
                        entry.id,
                        entry.userId,
                        entry.quantity,
                        entry.priority,
                        entry.joinedAt,
                        entry.joinNo,
                        entry.status)));
        event.promises
                .values()
                .forEach(promise -> rows.promotions.add(new PromotionRow(
                        database,
                        event.id,
                        promise.id,
                        promise.entry.id,
                        promise.entry.userId,
                        promise.entry.quantity,
                        promise.unitPrice,
                        promise.madeAt,
                        promise.expiresAt,
                        promise.status,
                        promise.bookingId)));
        return rows;
    }
}
