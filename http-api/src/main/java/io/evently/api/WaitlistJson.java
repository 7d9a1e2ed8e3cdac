package io.evently.api;

import io.evently.entity.EventReply.EntryState;
import io.evently.event.Promotion;
import io.evently.event.WaitlistEntry;
import io.evently.http.JsonWriter;
import io.evently.http.Times;
import io.evently.tables.PromotionRow;
import io.evently.tables.WaitlistRow;
import java.util.Locale;
import java.util.UUID;

/** Who waits, and what is promised to whom, as clients read it. */
final class WaitlistJson {

    private WaitlistJson() {}

    static void entry(JsonWriter json, UUID eventId, EntryState state) {
        WaitlistEntry entry = state.entry();
        json.id("id", entry.id());
        json.id("eventId", eventId);
        json.id("userId", entry.userId());
        json.number("quantity", entry.quantity());
        json.number("priorityScore", entry.priority());
        json.number("position", state.position() == 0 ? null : Integer.valueOf(state.position()));
        json.time("joinedAt", entry.joinedAt());
        expiresAt(json, entry.expiresAt());
        json.text("status", entry.status().name().toLowerCase(Locale.ROOT));
        if (state.promotion() != null) {
            json.object("promotion", promotion -> openPromotion(promotion, eventId, state.promotion()));
        }
    }

    private static void openPromotion(JsonWriter json, UUID eventId, Promotion promotion) {
        json.id("id", promotion.id());
        json.id("eventId", eventId);
        json.number("quantity", promotion.quantity());
        json.money("unitPrice", promotion.unitPrice());
        json.time("promotedAt", promotion.promotedAt());
        json.time("expiresAt", promotion.expiresAt());
        json.text("status", promotion.status().name().toLowerCase(Locale.ROOT));
    }

    /** The same, from the tables, of those who no longer wait. */
    static void row(JsonWriter json, WaitlistRow row) {
        json.id("id", row.id());
        json.id("eventId", row.eventId());
        json.id("userId", row.userId());
        json.number("quantity", row.quantity());
        json.number("priorityScore", row.priority());
        json.nothing("position");
        json.time("joinedAt", row.joinedAt());
        expiresAt(json, row.expiresAt());
        json.text("status", row.status());
        json.text("endReason", row.endReason());
        json.text("priorityReason", row.priorityReason());
    }

    /** A promotion, from the tables. */
    static void promotion(JsonWriter json, PromotionRow row) {
        json.id("id", row.id());
        json.id("eventId", row.eventId());
        json.number("quantity", row.quantity());
        json.money("unitPrice", row.unitPrice());
        json.time("promotedAt", row.promotedAt());
        json.time("expiresAt", row.expiresAt());
        json.text("status", row.status());
    }

    private static void expiresAt(JsonWriter json, long micros) {
        json.time("expiresAt", micros == 0 ? null : Times.ofMicros(micros));
    }
}
