package io.evently.sql;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * A table whose columns are stated once, in the order of its row's components; what is written and read is derived from
 * them. Questions are SQL of their own ({@code docs/adr/a-column-is-stated-once.md}).
 *
 * @param <R> the row
 */
public final class Table<R extends Record> {

    private final String name;
    private final Columns<R> columns;
    private final List<Column<R>> read;
    private final String shown;
    private final String select;
    private final Constructor<R> row;

    /**
     * @throws IllegalStateException if the columns that are read are not the components of the row, one by one: this
     *     fails when the class of the table is loaded
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public Table(String name, Class<R> row, Column<R>... columns) {
        this.name = name;
        this.columns = new Columns<>(List.of(columns));
        this.read = Arrays.stream(columns).filter(Column::isRead).toList();
        this.shown = read.stream().map(Column::shown).collect(joining(", "));
        this.select = "select %s from %s".formatted(shown, name);
        RecordComponent[] components = row.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            this.row = row.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
        mustBe(read.size() == components.length, read.size() + " columns are not the components of " + row);
        for (int i = 0; i < components.length; i++) {
            mustBe(isReadFrom(i, types), read.get(i).name() + " is not component " + components[i]);
        }
    }

    private void mustBe(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalStateException(name + ": " + otherwise);
        }
    }

    /** Makes a row with nothing but this component: only its own column gives the value back. */
    private boolean isReadFrom(int component, Class<?>[] types) {
        Column<R> column = read.get(component);
        Class<?> boxed = MethodType.methodType(types[component]).wrap().returnType();
        if (!boxed.isInstance(column.sample())) {
            return false;
        }
        Object[] values = Arrays.stream(types)
                .map(type -> Array.get(Array.newInstance(type, 1), 0))
                .toArray();
        values[component] = column.sample();
        return column.sample().equals(column.valueOf(make(values)));
    }

    private R make(Object[] values) {
        try {
            return row.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    public String name() {
        return name;
    }

    public Columns<R> columns() {
        return columns;
    }

    /** Those that {@link #read(ResultSet)} reads, in its order. */
    public List<Column<R>> read() {
        return read;
    }

    /** What follows {@code select}. Times are named {@code …_micros} in the result, money {@code …_cents}. */
    public String shown() {
        return shown;
    }

    /** The same, one column shown otherwise. */
    public String shownWith(String column, String expression) {
        String otherwise = read.stream()
                .map(each -> each.name().equals(column) ? expression : each.shown())
                .collect(joining(", "));
        mustBe(!otherwise.equals(shown), "no column " + column);
        return otherwise;
    }

    /** {@code select … from …} */
    public String select() {
        return select;
    }

    /** {@code insert into … select … from unnest …} */
    public String insert() {
        return columns.insertInto(name);
    }

    /** What follows {@link #insert} to change rows that are there: {@code on conflict (…) do update set …} */
    public String onConflictUpdate(String key) {
        return columns.onConflictUpdate(key);
    }

    /** Executes {@link #insert} with whatever follows it, unless there are no rows. */
    public void write(Connection connection, String sql, Collection<R> rows) throws SQLException {
        columns.execute(connection, sql, rows);
    }

    /** Adds rows, none of which may be there, at half the cost of {@link #insert}: all of them or none. */
    public void copy(Connection connection, Collection<R> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (BinaryCopy<R> copy = new BinaryCopy<>(connection, name, columns)) {
            for (R row : rows) {
                copy.add(row);
            }
            copy.end();
        }
    }

    /** The row at hand of a result that begins with what is {@link #shown shown}. */
    public R read(ResultSet result) throws SQLException {
        Object[] values = new Object[read.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = read.get(i).read(result, i + 1);
        }
        return make(values);
    }

    /** The rows of those ids that are there. */
    public Map<UUID, R> byIds(Connection connection, Collection<UUID> ids, Function<R, UUID> id) throws SQLException {
        return ids.isEmpty()
                ? new HashMap<>()
                : Statements.list(connection, select + " where id = any (?)", this::read, ids).stream()
                        .collect(toMap(id, each -> each));
    }
}
