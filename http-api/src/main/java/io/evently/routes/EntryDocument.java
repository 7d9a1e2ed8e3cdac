package io.evently.routes;

import io.evently.event.WaitlistEntry;
import io.evently.event.actor.EventReply.EntryState;
import io.evently.http.answer.JsonWriter;
import io.evently.tables.WaitlistRow;
import java.util.UUID;

/**
 * Somebody's place on a waitlist, as clients read it: alive as the event's actor tells, over as the tables do. Times are
 * microseconds.
 *
 * @param position among those who wait, from 1; 0: they do not
 * @param expiresAt when they stop waiting; 0: never
 * @param promotion the open one, or null
 * @param past what the tables know besides, or null
 */
record EntryDocument(
        UUID id,
        UUID eventId,
        UUID userId,
        int quantity,
        int priorityScore,
        int position,
        long joinedAt,
        long expiresAt,
        String status,
        PromotionDocument promotion,
        Past past) {

    private record Past(String endReason, String priorityReason) {}

    static EntryDocument of(UUID eventId, EntryState state) {
        WaitlistEntry entry = state.entry();
        return new EntryDocument(
                entry.id(),
                eventId,
                entry.userId(),
                entry.quantity(),
                entry.priority(),
                state.position(),
                entry.joinedAt(),
                entry.expiresAt(),
                entry.status().label(),
                state.promotion() == null ? null : PromotionDocument.of(eventId, state.promotion()),
                null);
    }

    static EntryDocument of(WaitlistRow row) {
        return new EntryDocument(
                row.id(),
                row.eventId(),
                row.userId(),
                row.quantity(),
                row.priority(),
                0,
                row.joinedAt(),
                row.expiresAt(),
                row.status(),
                null,
                new Past(row.endReason(), row.priorityReason()));
    }

    void write(JsonWriter json) {
        json.id("id", id);
        json.id("eventId", eventId);
        json.id("userId", userId);
        json.number("quantity", quantity);
        json.number("priorityScore", priorityScore);
        json.number("position", position == 0 ? null : Integer.valueOf(position));
        json.time("joinedAt", joinedAt);
        if (expiresAt == 0) {
            json.nothing("expiresAt");
        } else {
            json.time("expiresAt", expiresAt);
        }
        json.text("status", status);
        if (promotion != null) {
            json.object("promotion", promotion::write);
        }
        if (past != null) {
            json.text("endReason", past.endReason());
            json.text("priorityReason", past.priorityReason());
        }
    }
}
