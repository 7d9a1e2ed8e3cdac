package io.evently.http.server;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The id under which a request is found in the log, in its answer and in a problem. */
public final class RequestIds {

    private static final int LONGEST = 64;

    private RequestIds() {}

    /** The client's own id if it is harmless (1 to 64 letters, digits and {@code -_.:}), else a new one. */
    static String of(Optional<String> sent) {
        return sent.filter(RequestIds::isHarmless).orElseGet(RequestIds::next);
    }

    /** 64 random bits: enough to tell a day's requests apart, and cheaper than a UUID from a secure source. */
    public static String next() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    }

    private static boolean isHarmless(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "-_.:".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
