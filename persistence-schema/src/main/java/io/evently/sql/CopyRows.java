package io.evently.sql;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows for {@code COPY … FROM STDIN} in its text format. Half the cost of an {@code INSERT} for a table that is only
 * added to; a row that is there already fails all of them.
 */
public final class CopyRows {

    private static final String NULL = "\\N";

    private CopyRows() {}

    public static <R> void write(Connection connection, String table, Columns<R> columns, Collection<R> rows)
            throws SQLException {
        byte[] bytes = text(columns.sent(), List.copyOf(rows)).getBytes(StandardCharsets.UTF_8);
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy %s (%s) from stdin".formatted(table, columns.names()));
        try {
            copy.writeToCopy(bytes, 0, bytes.length);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static <R> String text(List<Column<R>> columns, List<R> rows) {
        List<Object> values =
                columns.stream().map(column -> column.valuesOf(rows)).toList();
        StringBuilder text = new StringBuilder(16_384);
        for (int row = 0; row < rows.size(); row++) {
            for (int i = 0; i < values.size(); i++) {
                Object value = Array.get(values.get(i), row);
                append(text, value == null ? null : columns.get(i).copied(value).toString());
                text.append(i + 1 < values.size() ? '\t' : '\n');
            }
        }
        return text.toString();
    }

    /** What means something to COPY is escaped. */
    private static void append(StringBuilder text, String value) {
        if (value == null) {
            text.append(NULL);
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
    }
}
