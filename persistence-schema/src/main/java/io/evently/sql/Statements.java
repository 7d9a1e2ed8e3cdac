package io.evently.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Statements with their values, in the order of their parameters: prepared, run and closed. A collection is bound as an
 * array of ids.
 */
public final class Statements {

    private Statements() {}

    /** Turns the row at hand of a result into a record. */
    public interface RowReader<R> {
        R read(ResultSet row) throws SQLException;
    }

    /** @return how many rows were changed */
    public static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, 0, values);
            return statement.executeUpdate();
        }
    }

    /** On a connection that a {@link Viewer} looks at, what they may see. */
    public static <R> List<R> list(Connection connection, String sql, RowReader<R> reader, Object... values)
            throws SQLException {
        Optional<Viewer> viewer = Viewer.of(connection);
        String whole = viewer.isPresent() ? viewer.get().before(sql) : sql;
        try (PreparedStatement statement = connection.prepareStatement(whole)) {
            bind(statement, viewer.isPresent() ? viewer.get().bind(statement) : 0, values);
            statement.execute();
            if (viewer.isPresent()) {
                statement.getMoreResults();
            }
            return rows(statement, reader);
        }
    }

    private static <R> List<R> rows(PreparedStatement statement, RowReader<R> reader) throws SQLException {
        try (ResultSet result = statement.getResultSet()) {
            List<R> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(reader.read(result));
            }
            return rows;
        }
    }

    /** The first row, if there is one. */
    public static <R> Optional<R> first(Connection connection, String sql, RowReader<R> reader, Object... values)
            throws SQLException {
        return list(connection, sql, reader, values).stream().findFirst();
    }

    /** @param before parameters that have their values already */
    private static void bind(PreparedStatement statement, int before, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            int parameter = before + i + 1;
            if (values[i] instanceof Collection<?> ids) {
                statement.setArray(parameter, statement.getConnection().createArrayOf("uuid", ids.toArray()));
            } else {
                statement.setObject(parameter, values[i]);
            }
        }
    }
}
