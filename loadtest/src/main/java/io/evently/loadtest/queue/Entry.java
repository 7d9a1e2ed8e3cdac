package io.evently.loadtest.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.sale.Json;
import java.time.Instant;
import java.util.UUID;

/**
 * The place in a queue that a 201 gave.
 *
 * @param id of the entry
 * @param eventId the event it says it is for
 * @param userId the user it says it belongs to
 * @param quantity seats waited for
 * @param joinedAt when
 * @param position 1 for who is next, as it was then
 */
public record Entry(UUID id, UUID eventId, UUID userId, int quantity, Instant joinedAt, long position) {

    static Entry of(JsonNode json) {
        boolean waits = json.path("position").isIntegralNumber();
        return new Entry(
                Json.uuid(json, "id"),
                Json.uuid(json, "eventId"),
                Json.uuid(json, "userId"),
                (int) Json.number(json, "quantity"),
                Json.time(json, "joinedAt"),
                waits ? Json.number(json, "position") : 0); // who has a promotion has no position any more
    }
}
