package io.evently.loadtest.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.sale.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * Seats promised to a member of the queue, as {@code GET /v1/promotions} shows them.
 *
 * @param id of the promotion
 * @param eventId whose seats
 * @param quantity how many
 * @param unitPrice what a claim pays for each
 * @param promotedAt since when
 * @param expiresAt until when, exclusive
 */
public record Promised(
        UUID id, UUID eventId, int quantity, BigDecimal unitPrice, Instant promotedAt, Instant expiresAt) {

    static Promised of(JsonNode json) {
        return new Promised(
                Json.uuid(json, "id"),
                Json.uuid(json, "eventId"),
                (int) Json.number(json, "quantity"),
                new BigDecimal(Json.text(json, "unitPrice")),
                Json.time(json, "promotedAt"),
                Json.time(json, "expiresAt"));
    }
}
