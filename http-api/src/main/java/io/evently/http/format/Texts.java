package io.evently.http.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** What a text from outside may look like. */
public final class Texts {

    private Texts() {}

    /**
     * Bytes as text.
     *
     * @throws CharacterCodingException unless they are UTF-8 to the letter: nothing is replaced
     */
    public static String ofUtf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /**
     * What is wrong with a text, if anything: its length in characters (code points), a NUL (PostgreSQL cannot store
     * it), or half a surrogate pair (no encoding can).
     */
    public static Optional<String> problemWith(String text, int min, int max) {
        int characters = text.codePointCount(0, text.length());
        if (characters < min || characters > max) {
            return Optional.of("must have " + min + " to " + max + " characters");
        }
        boolean sound = text.codePoints().noneMatch(c -> c == 0 || isSurrogate(c));
        return sound ? Optional.empty() : Optional.of("must not contain NUL or half a surrogate pair");
    }

    /** The start of a text in a form that can be encoded, for echoing names that came from outside. */
    public static String echo(String text, int most) {
        if (text.length() <= most && hasNoSurrogate(text)) {
            return text;
        }
        return text.codePoints()
                .limit(most)
                .map(c -> isSurrogate(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Nearly always: then nothing has to be made. */
    private static boolean hasNoSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    public static String oneOf(Collection<String> choices) {
        return "must be one of " + String.join(", ", new TreeSet<>(choices));
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
