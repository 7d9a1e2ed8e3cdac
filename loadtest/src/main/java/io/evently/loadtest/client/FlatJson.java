package io.evently.loadtest.client;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Finds a field in the compact JSON of an answer without making a tree of it: a tree costs the client several times what
 * the rest of a request does, on cores it shares with the server. For fields whose names occur once and whose texts hold
 * no escapes: ids, codes, references, numbers.
 */
public final class FlatJson {

    private FlatJson() {}

    /**
     * The text of that field.
     *
     * @throws IllegalStateException when there is none
     */
    public static String text(byte[] body, String field) {
        int start = valueOf(body, field);
        if (start >= body.length || body[start] != '"') {
            throw new IllegalStateException("no text in " + field + " of " + Json.text(body));
        }
        int end = start + 1;
        while (end < body.length && body[end] != '"') {
            end++;
        }
        return new String(body, start + 1, end - start - 1, UTF_8);
    }

    /**
     * The whole number, 0 or more, of that field.
     *
     * @throws IllegalStateException when there is none
     */
    public static int number(byte[] body, String field) {
        int start = valueOf(body, field);
        int end = start;
        int value = 0;
        while (end < body.length && body[end] >= '0' && body[end] <= '9') {
            value = Math.addExact(Math.multiplyExact(value, 10), body[end++] - '0');
        }
        if (end == start) {
            throw new IllegalStateException("no whole number in " + field + " of " + Json.text(body));
        }
        return value;
    }

    /** Where the value begins; the length of the body when there is no such field. */
    private static int valueOf(byte[] body, String field) {
        int length = field.length() + 3;
        for (int at = 0; at + length < body.length; at++) {
            if (body[at] == '"' && isName(body, at + 1, field)) {
                return at + length;
            }
        }
        return body.length;
    }

    private static boolean isName(byte[] body, int at, String field) {
        for (int i = 0; i < field.length(); i++) {
            if (body[at + i] != field.charAt(i)) {
                return false;
            }
        }
        return body[at + field.length()] == '"' && body[at + field.length() + 1] == ':';
    }
}
