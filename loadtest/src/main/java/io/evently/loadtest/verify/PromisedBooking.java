package io.evently.loadtest.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.client.FlatJson;
import io.evently.loadtest.client.Json;
import java.util.UUID;

/**
 * What a 201 promised a customer.
 *
 * @param id of the booking
 * @param reference shown to people
 * @param eventId the event it says it is for
 * @param userId the user it says it belongs to
 * @param quantity seats
 */
public record PromisedBooking(UUID id, String reference, UUID eventId, UUID userId, int quantity) {

    /** Reads a booking as the API shows it. */
    public static PromisedBooking of(JsonNode json) {
        return new PromisedBooking(
                Json.uuid(json, "id"),
                Json.text(json, "reference"),
                Json.uuid(json, "eventId"),
                Json.uuid(json, "userId"),
                (int) Json.number(json, "quantity"));
    }

    /** Reads the same from the compact body of an answer, at a fraction of the cost. */
    public static PromisedBooking of(byte[] body) {
        return new PromisedBooking(
                UUID.fromString(FlatJson.text(body, "id")),
                FlatJson.text(body, "reference"),
                UUID.fromString(FlatJson.text(body, "eventId")),
                UUID.fromString(FlatJson.text(body, "userId")),
                FlatJson.number(body, "quantity"));
    }
}
