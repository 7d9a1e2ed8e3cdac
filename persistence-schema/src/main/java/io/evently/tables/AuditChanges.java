package io.evently.tables;

import java.util.Comparator;
import java.util.Map;

/**
 * The column {@code changes} as text: one flat JSON object of texts. In the form in which PostgreSQL prints its {@code
 * jsonb}, because the row's hash is over what is printed.
 */
public final class AuditChanges {

    /** Shorter names first; they are ASCII, so their characters are their bytes. */
    private static final Comparator<String> KEYS =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private static final String NULL_CHARACTER = "\0";
    private static final String REPLACEMENT = "\ufffd";

    private AuditChanges() {}

    /**
     * Null if there are none; a null value is left out.
     *
     * @param changes by names in ASCII
     */
    public static String of(Map<String, String> changes) {
        String[] keys = changes.entrySet().stream()
                .filter(change -> change.getValue() != null)
                .map(Map.Entry::getKey)
                .sorted(KEYS)
                .toArray(String[]::new);
        if (keys.length == 0) {
            return null;
        }
        StringBuilder json = new StringBuilder(96).append('{');
        for (String key : keys) {
            json.append(json.length() > 1 ? ", " : "");
            quote(json, key);
            quote(json.append(": "), changes.get(key));
        }
        return json.append('}').toString();
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
