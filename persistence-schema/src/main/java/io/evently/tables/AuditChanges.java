package io.evently.tables;

import io.evently.sql.FlatJson;
import java.util.Map;

/**
 * The column {@code changes} as text: one flat JSON object of texts. In the form in which PostgreSQL prints its {@code
 * jsonb}, because the row's hash is over what is printed.
 */
public final class AuditChanges {

    private static final String NOTHING = FlatJson.of(Map.of());

    private AuditChanges() {}

    /**
     * Null if there are none; a null value is left out.
     *
     * @param changes by names in ASCII
     */
    public static String of(Map<String, String> changes) {
        String json = FlatJson.of(changes);
        return json.equals(NOTHING) ? null : json;
    }
}
