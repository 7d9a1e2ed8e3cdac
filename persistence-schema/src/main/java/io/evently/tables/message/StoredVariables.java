package io.evently.tables.message;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the texts of a message are made of, as a column: one flat JSON object of texts. */
final class StoredVariables {

    private StoredVariables() {}

    /** @param variables by names in ASCII; a null value is left out */
    static String json(Map<String, String> variables) {
        return FlatJson.of(variables);
    }

    /** How PostgreSQL shows such a column to {@link #read}: names and values in turns. */
    static String shown(String column) {
        return "array(select unnest(array[key, value]) from jsonb_each_text(%1$s)) as %1$s".formatted(column);
    }

    /** Of a column that is {@link #shown} so. */
    static Map<String, String> read(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        String[] texts = (String[]) array.getArray();
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i + 1 < texts.length; i += 2) {
            variables.put(texts[i], texts[i + 1]);
        }
        return variables;
    }
}
