package io.evently.http.format;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A position in a list: its fields, wrapped so that clients hand it back instead of building one. They are read in the
 * order in which they were written.
 */
public final class Cursor {

    private static final int LONGEST = 512;
    private static final String BETWEEN = ":";

    private final Iterator<String> fields;

    private Cursor(String position) {
        this.fields = List.of(position.split(BETWEEN, -1)).iterator();
    }

    /** Wraps fields, none of which has a colon, as base64url, which needs no escaping in a query. */
    public static String of(Object... fields) {
        String position = Stream.of(fields).map(Object::toString).collect(Collectors.joining(BETWEEN));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Unwraps a position.
     *
     * @param reader reads all of its fields
     * @throws RuntimeException of any kind if it was not wrapped by {@link #of}
     */
    public static <T> T read(String text, Function<Cursor, T> reader) {
        Cursor cursor = new Cursor(decode(text));
        T position = reader.apply(cursor);
        if (cursor.fields.hasNext()) {
            throw new IllegalArgumentException("more fields than were written");
        }
        return position;
    }

    public String text() {
        return fields.next();
    }

    public long number() {
        return Long.parseLong(text());
    }

    public UUID id() {
        return UUID.fromString(text());
    }

    private static String decode(String cursor) {
        if (cursor.length() > LONGEST) {
            throw new IllegalArgumentException("too long for a cursor");
        }
        try {
            return Texts.ofUtf8(Base64.getUrlDecoder().decode(cursor));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not a cursor", e);
        }
    }
}
