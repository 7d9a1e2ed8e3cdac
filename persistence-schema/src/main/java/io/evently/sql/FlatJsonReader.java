package io.evently.sql;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads what {@link FlatJson} or PostgreSQL wrote. */
final class FlatJsonReader {

    private final String json;
    private int at;

    private FlatJsonReader(String json) {
        this.json = json;
    }

    /**
     * In its order.
     *
     * @throws IllegalArgumentException if it is no object of texts
     */
    static Map<String, String> map(String json) {
        return new FlatJsonReader(json).object();
    }

    private Map<String, String> object() {
        Map<String, String> values = new LinkedHashMap<>();
        expect('{');
        if (next() == '}') {
            return values;
        }
        do {
            String name = text();
            expect(':');
            values.put(name, text());
        } while (take() == ',');
        return values;
    }

    private String text() {
        expect('"');
        StringBuilder text = new StringBuilder();
        for (char c = character(); c != '"'; c = character()) {
            text.append(c == '\\' ? escaped() : c);
        }
        return text.toString();
    }

    private char escaped() {
        char c = character();
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(json.substring(at - 4, at), 16);
            }
            default -> c;
        };
    }

    private void expect(char wanted) {
        if (take() != wanted) {
            throw new IllegalArgumentException("no object of texts: " + wanted + " is missing at " + (at - 1));
        }
    }

    /** The next character that says something. */
    private char take() {
        next();
        return character();
    }

    private char next() {
        while (at < json.length() && json.charAt(at) == ' ') {
            at++;
        }
        return at < json.length() ? json.charAt(at) : '\0';
    }

    private char character() {
        if (at >= json.length()) {
            throw new IllegalArgumentException("no object of texts: it ends at " + at);
        }
        return json.charAt(at++);
    }
}
