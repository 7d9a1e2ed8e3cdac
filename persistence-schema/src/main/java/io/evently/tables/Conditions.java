package io.evently.tables;

import io.evently.tables.Statements.RowReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The filters of a list that were asked for, and only those: each combination gets a plan of its own. */
final class Conditions {

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    Conditions add(String condition, Object... valuesOfCondition) {
        conditions.add(condition);
        values.addAll(List.of(valuesOfCondition));
        return this;
    }

    /** Adds it if it was asked for. */
    Conditions addUnlessNull(String condition, Object value) {
        return value == null ? this : add(condition, value);
    }

    <R> List<R> list(Connection connection, String select, String order, RowReader<R> reader) throws SQLException {
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        return Statements.list(connection, select + where + " " + order, reader, values.toArray());
    }
}
