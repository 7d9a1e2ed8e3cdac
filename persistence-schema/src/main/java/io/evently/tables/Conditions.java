package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The filters of a list that were asked for, and only those: each combination gets a plan of its own. */
final class Conditions {

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    /** Turns a row of a result into a record. */
    interface RowReader<R> {
        R read(ResultSet result) throws SQLException;
    }

    Conditions add(String condition, Object... valuesOfCondition) {
        conditions.add(condition);
        values.addAll(List.of(valuesOfCondition));
        return this;
    }

    <R> List<R> list(Connection connection, String select, String order, RowReader<R> reader) throws SQLException {
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        try (PreparedStatement statement = connection.prepareStatement(select + where + " " + order)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            try (ResultSet result = statement.executeQuery()) {
                List<R> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(reader.read(result));
                }
                return rows;
            }
        }
    }
}
