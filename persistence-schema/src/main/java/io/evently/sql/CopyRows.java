package io.evently.sql;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows for {@code COPY … FROM STDIN}. Half the cost of an {@code INSERT} for a table that is only added to; a row that is
 * there already fails all of them.
 */
public final class CopyRows {

    private static final String NULL = "\\N";

    /** Of a row in binary; a guess. */
    private static final int EXPECTED_BYTES = 256;

    private CopyRows() {}

    /** In the text format, which takes every type there is. */
    public static <R> void write(Connection connection, String table, Columns<R> columns, Collection<R> rows)
            throws SQLException {
        byte[] bytes = text(columns.sent(), List.copyOf(rows)).getBytes(StandardCharsets.UTF_8);
        copy(connection, "copy %s (%s) from stdin".formatted(table, columns.names()), bytes, bytes.length);
    }

    /**
     * In the binary format, which spares both sides the text.
     *
     * @throws IllegalArgumentException if a column has no binary form here: one that PostgreSQL computes, or of a type that
     *     nobody has needed so far
     */
    public static <R> void writeBinary(Connection connection, String table, Columns<R> columns, Collection<R> rows)
            throws SQLException {
        List<Column<R>> sent = columns.binary();
        BinaryRows binary = new BinaryRows(rows.size() * EXPECTED_BYTES);
        for (R row : rows) {
            binary.row(sent.size());
            for (Column<R> column : sent) {
                column.writeBinary(row, binary);
            }
        }
        binary.end();
        String sql = "copy %s (%s) from stdin (format binary)".formatted(table, columns.names());
        copy(connection, sql, binary.array(), binary.length());
    }

    private static void copy(Connection connection, String sql, byte[] bytes, int length) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            copy.writeToCopy(bytes, 0, length);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static <R> String text(List<Column<R>> columns, List<R> rows) {
        List<String[]> texts =
                columns.stream().map(column -> column.copiedOf(rows)).toList();
        StringBuilder text = new StringBuilder(16_384);
        for (int row = 0; row < rows.size(); row++) {
            for (int i = 0; i < texts.size(); i++) {
                append(text, texts.get(i)[row]);
                text.append(i + 1 < texts.size() ? '\t' : '\n');
            }
        }
        return text.toString();
    }

    /** What means something to COPY is escaped. */
    private static void append(StringBuilder text, String value) {
        if (value == null) {
            text.append(NULL);
        } else if (value.indexOf('\\') < 0
                && value.indexOf('\t') < 0
                && value.indexOf('\n') < 0
                && value.indexOf('\r') < 0) {
            text.append(value);
        } else {
            text.append(value.replace("\\", "\\\\")
                    .replace("\t", "\\t")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r"));
        }
    }
}
