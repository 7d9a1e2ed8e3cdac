package io.evently.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.evently.event.Micros;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.UUID;

/**
 * What a fact has to say to webhooks: ids and no person; what has become of them, a {@code GET} tells.
 *
 * @param factNo the fact's number in its event
 * @param part 0, or 1 for the second message of a fact
 * @param data by name, besides the event's id
 * @param bookingId whose reference belongs to it; null: none
 * @param at the time of the fact, microseconds
 */
record WebhookMessage(
        UUID eventId, long factNo, int part, WebhookType type, Map<String, UUID> data, UUID bookingId, long at) {

    private static final JsonFactory JSON = new JsonFactory();

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * As it is signed, sent and kept.
     *
     * @param reference of its booking; null: it has none, or is not known
     */
    String body(String reference) {
        return body(type.label(), at, generator -> {
            generator.writeStringField("eventId", eventId.toString());
            for (Map.Entry<String, UUID> each : data.entrySet()) {
                generator.writeStringField(each.getKey(), each.getValue().toString());
            }
            if (reference != null) {
                generator.writeStringField("reference", reference);
            }
        });
    }

    /** What the test button sends. */
    static String test(UUID webhookId, long at) {
        return body("webhook.test", at, generator -> generator.writeStringField("webhookId", webhookId.toString()));
    }

    private interface Data {
        void write(JsonGenerator generator) throws IOException;
    }

    private static String body(String type, long at, Data data) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            generator.writeStartObject();
            generator.writeStringField("type", type);
            generator.writeStringField("timestamp", TIME.format(Micros.toInstant(at)));
            generator.writeObjectFieldStart("data");
            data.write(generator);
            generator.writeEndObject();
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
