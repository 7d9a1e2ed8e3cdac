package io.evently.loadtest.rival.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/**
 * An answer before it is bytes.
 *
 * @param document becomes JSON; null: no body
 * @param location where to find what was made, or null
 * @param replayed whether it is the answer to an earlier request
 */
record RivalAnswer(int status, ContentType type, Object document, String location, boolean replayed) {

    private static final ContentType PROBLEM = ContentTypes.parse("application/problem+json");
    private static final ObjectWriter JSON = new ObjectMapper().writer();

    private record Problem(String code, int status) {}

    static RivalAnswer empty(int status) {
        return new RivalAnswer(status, null, null, null, false);
    }

    static RivalAnswer ok(Object document) {
        return new RivalAnswer(200, ContentTypes.APPLICATION_JSON, document, null, false);
    }

    static RivalAnswer problem(int status, String code) {
        return new RivalAnswer(status, PROBLEM, new Problem(code, status), null, false);
    }

    static RivalAnswer of(BookingCall call, BookingResult result) {
        if (!result.isBooked()) {
            return problem(status(result.answer()), result.answer());
        }
        return new RivalAnswer(
                201,
                ContentTypes.APPLICATION_JSON,
                BookingDocument.of(call, result),
                "/v1/events/" + call.event() + "/bookings/" + result.booking(),
                result.isReplayed());
    }

    private static int status(String refusal) {
        return switch (refusal) {
            case "NOT_FOUND" -> 404;
            case "IDEMPOTENCY_KEY_REUSED" -> 422;
            default -> 409;
        };
    }

    HttpResponse render() {
        HttpResponse response = HttpResponse.create().withStatus(status);
        if (document == null) {
            return response;
        }
        List<HttpHeader> headers = new ArrayList<>(2);
        if (location != null) {
            headers.add(RawHeader.create("Location", location));
        }
        if (replayed) {
            headers.add(RawHeader.create("Idempotent-Replayed", "true"));
        }
        try {
            ResponseEntity body =
                    HttpEntities.create(type, ByteString.fromArrayUnsafe(JSON.writeValueAsBytes(document)));
            return response.withEntity(body).addHeaders(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
