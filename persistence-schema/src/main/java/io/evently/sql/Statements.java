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
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    public static <R> List<R> list(Connection connection, String sql, RowReader<R> reader, Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet result = statement.executeQuery()) {
                List<R> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(reader.read(result));
                }
                return rows;
            }
        }
    }

    /** The first row, if there is one. */
    public static <R> Optional<R> first(Connection connection, String sql, RowReader<R> reader, Object... values)
            throws SQLException {
        return list(connection, sql, reader, values).stream().findFirst();
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Collection<?> ids) {
                statement.setArray(i + 1, statement.getConnection().createArrayOf("uuid", ids.toArray()));
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
    }
}
