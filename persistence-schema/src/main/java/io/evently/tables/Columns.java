package io.evently.tables;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;

/**
 * Binds many rows to one statement, as one array per column for {@code unnest}: one round trip and one plan, however
 * many rows. Columns are bound in the order of the calls.
 */
final class Columns<R> {

    private final PreparedStatement statement;
    private final List<R> rows;
    private int parameter;

    Columns(PreparedStatement statement, Collection<R> rows) {
        this.statement = statement;
        this.rows = List.copyOf(rows);
    }

    Columns<R> ids(Function<R, UUID> column) throws SQLException {
        return bind("uuid", rows.stream().map(column).toArray());
    }

    /** Text; PostgreSQL cannot hold the character 0, and no text may stop the tables from following. */
    Columns<R> texts(Function<R, String> column) throws SQLException {
        return bind(
                "text",
                rows.stream()
                        .map(column)
                        .map(text -> text == null ? null : text.replace('\0', '\ufffd'))
                        .toArray());
    }

    Columns<R> longs(ToLongFunction<R> column) throws SQLException {
        return bind("int8", rows.stream().mapToLong(column).toArray());
    }

    Columns<R> ints(ToIntFunction<R> column) throws SQLException {
        return bind("int4", rows.stream().mapToInt(column).toArray());
    }

    Columns<R> booleans(Function<R, Boolean> column) throws SQLException {
        return bind("bool", rows.stream().map(column).toArray());
    }

    Columns<R> decimals(Function<R, BigDecimal> column) throws SQLException {
        return bind("numeric", rows.stream().map(column).toArray());
    }

    Columns<R> bytes(Function<R, byte[]> column) throws SQLException {
        return bind("bytea", rows.stream().map(column).toArray(byte[][]::new));
    }

    private Columns<R> bind(String type, Object array) throws SQLException {
        // pgjdbc's own method takes arrays of primitives too, and sends them in binary.
        PGConnection connection = statement.getConnection().unwrap(PGConnection.class);
        statement.setArray(++parameter, connection.createArrayOf(type, array));
        return this;
    }
}
