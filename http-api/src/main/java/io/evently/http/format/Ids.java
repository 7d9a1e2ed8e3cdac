package io.evently.http.format;

import java.util.Optional;
import java.util.UUID;

/** Ids as clients see them: UUIDs in their canonical form. */
public final class Ids {

    private static final int LENGTH = 36;

    private Ids() {}

    /**
     * The id; empty unless the text is a canonical UUID. {@link UUID#fromString} alone is too kind: it takes
     * {@code 1-1-1-1-1}. Capital letters are accepted, as RFC 9562 asks of readers.
     */
    public static Optional<UUID> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : Character.digit(c, 16) < 0 || c > 'f') {
                return Optional.empty();
            }
        }
        return Optional.of(UUID.fromString(text));
    }
}
