package io.evently.sql;

import java.util.Comparator;
import java.util.Map;

/** One flat JSON object of texts, in the form in which PostgreSQL prints its {@code jsonb}. */
public final class FlatJson {

    /** Shorter names first; they are ASCII, so their characters are their bytes. */
    private static final Comparator<String> KEYS =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private static final String NULL_CHARACTER = "\0";
    private static final String REPLACEMENT = "\ufffd";

    private FlatJson() {}

    /**
     * An object; a null value is left out.
     *
     * @param texts by names in ASCII
     */
    public static String of(Map<String, String> texts) {
        String[] names = texts.entrySet().stream()
                .filter(text -> text.getValue() != null)
                .map(Map.Entry::getKey)
                .sorted(KEYS)
                .toArray(String[]::new);
        StringBuilder json = new StringBuilder(96).append('{');
        for (String name : names) {
            json.append(json.length() > 1 ? ", " : "");
            quote(json, name);
            quote(json.append(": "), texts.get(name));
        }
        return json.append('}').toString();
    }

    /**
     * The texts by their names, in the object's order.
     *
     * @throws IllegalArgumentException if it is no object of texts
     */
    public static Map<String, String> map(String json) {
        return FlatJsonReader.map(json);
    }

    /** As PostgreSQL does: nothing is escaped that need not be. */
    private static void quote(StringBuilder json, String given) {
        String text = given.replace(NULL_CHARACTER, REPLACEMENT);
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append("\\u%04x".formatted((int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
