package io.evently.http.connection;

import java.nio.ByteBuffer;
import org.apache.pekko.util.ByteString;

/**
 * To Pekko's parser the first byte of a longer character in UTF-8 takes what stands behind it, also the end of its line. So
 * the next header is gone, or the end of the head: then the body is headers, and what follows is another request. A proxy in
 * front, to which such a byte is one like any other (RFC 9110, section 5.5), lets it through unseen.
 */
public final class SwallowedLineEnds {

    private static final int FIRST_OF_THREE = 0xe0;
    private static final int LAST_OF_FOUR = 0xf7;

    /** A byte of three takes two, one of four takes three: of these the last may be the carriage return alone. */
    private static final int TAKEN = 2;

    private SwallowedLineEnds() {}

    /** In a header's value: what the parser could not decode stands there as it was sent, if not at its end. */
    static boolean areIn(String value) {
        return value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0;
    }

    /** At the end of a value, where the parser cuts blanks off: one of the last two characters is such a byte, or é. */
    public static boolean mayBeBehind(String value) {
        int length = value.length();
        return length > 0 && (isByte(value.charAt(length - 1)) || isByte(value.charAt(Math.max(0, length - 2))));
    }

    /** In bytes as they came; also where a character is cut off at their end. */
    static boolean mayBeIn(ByteString received) {
        ByteBuffer bytes = received.asByteBuffer();
        int end = bytes.limit();
        for (int at = bytes.position(); at < end; at++) {
            int first = bytes.get(at) & 0xff;
            if (first >= FIRST_OF_THREE && first <= LAST_OF_FOUR && takesALine(bytes, at, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean takesALine(ByteBuffer bytes, int at, int end) {
        for (int next = at + 1; next <= at + TAKEN; next++) {
            if (next == end || bytes.get(next) == '\r' || bytes.get(next) == '\n') {
                return true;
            }
        }
        return false;
    }

    /** Pekko makes a character of a byte in two ways: one keeps its sign. */
    private static boolean isByte(char c) {
        return (c >= 0x80 && c <= 0xff) || c >= 0xff80;
    }
}
