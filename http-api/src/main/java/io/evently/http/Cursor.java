package io.evently.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The position in a list, wrapped so that clients hand it back instead of building one. */
public final class Cursor {

    private static final int LONGEST = 512;

    private Cursor() {}

    /** Wraps a position as base64url, which needs no escaping in a query. */
    public static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Unwraps a position.
     *
     * @throws IllegalArgumentException if it was not wrapped by {@link #encode}
     */
    static String decode(String cursor) {
        if (cursor.length() > LONGEST) {
            throw new IllegalArgumentException("too long for a cursor");
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not a cursor", e);
        }
    }
}
