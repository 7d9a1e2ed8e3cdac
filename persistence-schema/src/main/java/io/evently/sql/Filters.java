package io.evently.sql;

import io.evently.sql.Statements.RowReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The filters of a list that were asked for, and only those: each combination gets a plan of its own. */
public final class Filters {

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    public Filters add(String condition, Object... valuesOfCondition) {
        conditions.add(condition);
        values.addAll(List.of(valuesOfCondition));
        return this;
    }

    /** Adds it if it was asked for. */
    public Filters addUnlessNull(String condition, Object value) {
        return value == null ? this : add(condition, value);
    }

    public <R> List<R> list(Connection connection, String select, String order, RowReader<R> reader)
            throws SQLException {
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        return Statements.list(connection, select + where + " " + order, reader, values.toArray());
    }
}
