package io.evently.routes;

import io.evently.event.Promotion;
import io.evently.http.answer.JsonWriter;
import io.evently.tables.PromotionRow;
import java.util.UUID;

/** What is promised to somebody who waited, as clients read it. Amounts are cents, times microseconds. */
record PromotionDocument(
        UUID id, UUID eventId, int quantity, long unitPrice, long promotedAt, long expiresAt, String status) {

    static PromotionDocument of(UUID eventId, Promotion promotion) {
        return new PromotionDocument(
                promotion.id(),
                eventId,
                promotion.quantity(),
                promotion.unitPrice(),
                promotion.promotedAt(),
                promotion.expiresAt(),
                promotion.status().label());
    }

    static PromotionDocument of(PromotionRow row) {
        return new PromotionDocument(
                row.id(),
                row.eventId(),
                row.quantity(),
                row.unitPrice(),
                row.promotedAt(),
                row.expiresAt(),
                row.status());
    }

    void write(JsonWriter json) {
        json.id("id", id);
        json.id("eventId", eventId);
        json.number("quantity", quantity);
        json.money("unitPrice", unitPrice);
        json.time("promotedAt", promotedAt);
        json.time("expiresAt", expiresAt);
        json.text("status", status);
    }
}
