package io.evently.routes;

import io.evently.crypto.SealedTexts;
import io.evently.crypto.SealedTexts.About;
import io.evently.event.WaitlistEntry;
import io.evently.event.actor.EventColumns;
import io.evently.event.actor.EventReply.EntryState;
import io.evently.http.answer.JsonWriter;
import io.evently.tables.WaitlistRow;
import java.util.UUID;
import java.util.function.Consumer;

/** Somebody's place on a waitlist, as clients read it: alive as the event's actor tells, over as the tables do. */
final class EntryDocument {

    private EntryDocument() {}

    static Consumer<JsonWriter> of(UUID eventId, EntryState state) {
        WaitlistEntry entry = state.entry();
        return json -> {
            write(json, eventId, entry, state.position(), entry.status().label());
            if (state.promotion() != null) {
                json.object("promotion", PromotionDocument.of(eventId, state.promotion()));
            }
        };
    }

    /** @param texts opens the reason of its priority */
    static Consumer<JsonWriter> of(WaitlistRow row, SealedTexts texts) {
        return json -> {
            write(json, row.eventId(), EventColumns.entry(row), 0, row.status());
            json.text("endReason", row.endReason());
            json.text("priorityReason", texts.open(About.PRIORITY, row.id(), row.priorityReason()));
        };
    }

    /** @param position among those who wait, from 1; 0: they do not */
    private static void write(JsonWriter json, UUID eventId, WaitlistEntry entry, int position, String status) {
        json.id("id", entry.id());
        json.id("eventId", eventId);
        json.id("userId", entry.userId());
        json.number("quantity", entry.quantity());
        json.number("priorityScore", entry.priority());
        json.number("position", position == 0 ? null : Integer.valueOf(position));
        json.time("joinedAt", entry.joinedAt());
        if (entry.expiresAt() == 0) {
            json.nothing("expiresAt");
        } else {
            json.time("expiresAt", entry.expiresAt());
        }
        json.text("status", status);
    }
}
