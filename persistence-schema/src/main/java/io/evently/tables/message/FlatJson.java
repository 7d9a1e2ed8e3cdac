package io.evently.tables.message;

import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON object of texts only, as {@code jsonb} columns of messages hold it. */
public final class FlatJson {

    private static final char REPLACEMENT = '\ufffd';

    private final String json;
    private int at;

    private FlatJson(String json) {
        this.json = json;
    }

    /**
     * As text; a null value is left out.
     *
     * @param values by names in ASCII
     */
    public static String of(Map<String, String> values) {
        StringBuilder json = new StringBuilder(256).append('{');
        values.forEach((name, value) -> {
            if (value != null) {
                json.append(json.length() > 1 ? "," : "");
                quote(json, name);
                quote(json.append(':'), value);
            }
        });
        return json.append('}').toString();
    }

    /** PostgreSQL cannot hold the character 0. */
    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c == 0) {
                json.append(REPLACEMENT);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    /**
     * What {@link #of} or PostgreSQL wrote, in its order.
     *
     * @throws IllegalArgumentException if it is no object of texts
     */
    public static Map<String, String> map(String json) {
        return new FlatJson(json).object();
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
