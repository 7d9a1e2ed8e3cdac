package io.evently.routes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.http.server.RawClient.Answer;
import java.time.Instant;

/** Bodies of requests about events. */
final class Concert {

    private static final ObjectMapper JSON = new ObjectMapper();
    static final Instant DATE = Instant.parse("2099-06-01T19:30:00.123456Z");

    private Concert() {}

    /** As little as an event must have. */
    static ObjectNode with(int seats, String price) {
        return JSON.createObjectNode()
                .put("name", "Night of the Proms")
                .put("venue", "Olympiahalle")
                .put("eventDate", DATE.toString())
                .put("totalCapacity", seats)
                .put("basePrice", price);
    }

    /** Makes an event and returns its target, {@code /v1/events/…}. */
    static String on(Caller admin, ObjectNode concert) {
        Answer created = admin.post("/v1/events", concert.toString());
        if (created.status() != 201) {
            throw new AssertionError(created.body());
        }
        return created.header("location");
    }

    static String on(Caller admin, int seats, String price) {
        return on(admin, with(seats, price));
    }

    /** The id in an event's target. */
    static String id(String event) {
        return event.substring(event.lastIndexOf('/') + 1);
    }
}
