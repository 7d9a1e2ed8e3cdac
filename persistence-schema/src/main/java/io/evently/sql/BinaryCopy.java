package io.evently.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows on their way into a table by {@code COPY … FROM STDIN}, in the binary format, which spares both sides the text.
 * They are sent in pieces, so that no array grows with their number. A row that is there already fails all of them.
 *
 * @param <R> the row
 */
public final class BinaryCopy<R> implements AutoCloseable {

    /** The bytes of a piece, from which on it is sent. */
    private static final int PIECE = 32_768;

    /** Room for the row with which a piece is full; a longer one makes room. */
    private static final int LAST_ROW = 1_024;

    private final List<Column<R>> columns;
    private final CopyIn copy;
    private final BinaryRows rows = new BinaryRows(PIECE + LAST_ROW);

    /**
     * Begins; nothing else can be asked on this connection until {@link #close}.
     *
     * @throws IllegalArgumentException if a column has no binary form here: one that PostgreSQL computes, or of a type that
     *     nobody has needed so far
     */
    public BinaryCopy(Connection connection, String table, Columns<R> columns) throws SQLException {
        this.columns = columns.binary();
        String sql = "copy %s (%s) from stdin (format binary)".formatted(table, columns.names());
        this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    }

    public void add(R row) throws SQLException {
        rows.row(columns.size());
        for (Column<R> column : columns) {
            column.writeBinary(row, rows);
        }
        if (rows.length() >= PIECE) {
            send();
        }
    }

    /** All rows were added: they are in the table, as far as the transaction is. */
    public void end() throws SQLException {
        rows.end();
        send();
        copy.endCopy();
    }

    private void send() throws SQLException {
        copy.writeToCopy(rows.array(), 0, rows.length());
        rows.clear();
    }

    /** Unless it has ended, no row is written. */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
