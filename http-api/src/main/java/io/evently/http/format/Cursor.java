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
 * A position in a list: the list's name and fields, wrapped so that clients hand it back instead of building one. They are
 * read in the order in which they were written, and by the list that wrote them only.
 */
public final class Cursor {

    private static final int LONGEST = 512;
    private static final String BETWEEN = ":";

    private final Iterator<String> fields;

    private Cursor(String position) {
        this.fields = List.of(position.split(BETWEEN, -1)).iterator();
    }

    /**
     * Wraps fields, none of which has a colon, as base64url, which needs no escaping in a query.
     *
     * @param list a word that no other list has, nor begins its fields with
     */
    public static String of(String list, Object... fields) {
        String position = Stream.concat(Stream.of(list), Stream.of(fields).map(Object::toString))
                .collect(Collectors.joining(BETWEEN));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Unwraps a position.
     *
     * @param list whose it must be. One without a name is taken, too: clients may hold some from before lists had names
     * @param reader reads all of its fields, and fails at the name of another list
     * @throws RuntimeException of any kind if it was not wrapped by {@link #of}
     */
    public static <T> T read(String list, String text, Function<Cursor, T> reader) {
        String fields = decode(text);
        String named = list + BETWEEN;
        Cursor cursor = new Cursor(fields.startsWith(named) ? fields.substring(named.length()) : fields);
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
