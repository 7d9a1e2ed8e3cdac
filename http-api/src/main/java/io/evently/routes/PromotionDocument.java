package io.evently.routes;

import io.evently.event.Promotion;
import io.evently.event.actor.EventColumns;
import io.evently.http.answer.JsonWriter;
import io.evently.tables.PromotionRow;
import java.util.UUID;
import java.util.function.Consumer;

/** What is promised to somebody who waited, as clients read it. */
final class PromotionDocument {

    private PromotionDocument() {}

    static Consumer<JsonWriter> of(PromotionRow row) {
        return of(row.eventId(), EventColumns.promotion(row));
    }

    static Consumer<JsonWriter> of(UUID eventId, Promotion promotion) {
        return json -> {
            json.id("id", promotion.id());
            json.id("eventId", eventId);
            json.number("quantity", promotion.quantity());
            json.money("unitPrice", promotion.unitPrice());
            json.time("promotedAt", promotion.promotedAt());
            json.time("expiresAt", promotion.expiresAt());
            json.text("status", promotion.status().label());
        };
    }
}
