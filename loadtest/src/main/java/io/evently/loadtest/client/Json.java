package io.evently.loadtest.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Reads answers strictly: a field that is missing or of another type is a defect of the server, and said so. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            throw new IllegalStateException("no JSON: " + text(body), e);
        }
    }

    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }

    public static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    public static String text(JsonNode json, String field) {
        JsonNode node = json.path(field);
        if (!node.isTextual()) {
            throw new IllegalStateException("no text in " + field + " of " + json);
        }
        return node.textValue();
    }

    public static long number(JsonNode json, String field) {
        JsonNode node = json.path(field);
        if (!node.isIntegralNumber()) {
            throw new IllegalStateException("no whole number in " + field + " of " + json);
        }
        return node.longValue();
    }

    public static UUID uuid(JsonNode json, String field) {
        return UUID.fromString(text(json, field));
    }

    public static Instant time(JsonNode json, String field) {
        return Instant.parse(text(json, field));
    }
}
