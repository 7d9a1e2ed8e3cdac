package io.evently.sql;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.postgresql.PGConnection;

/**
 * Many rows for one statement, as one array per column for {@code unnest}: one round trip and one plan, however many
 * rows.
 *
 * @param <R> the row
 */
public final class Columns<R> {

    private final List<Column<R>> all;
    private final List<Column<R>> sent;

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public Columns(Column<R>... columns) {
        this(List.of(columns));
    }

    public Columns(List<Column<R>> columns) {
        this.all = columns;
        this.sent = columns.stream().filter(Column::isSent).toList();
    }

    /** Without those that nobody writes any more. */
    public Columns<R> without(String... names) {
        Set<String> left = Set.of(names);
        return new Columns<>(
                all.stream().filter(column -> !left.contains(column.name())).toList());
    }

    /** Those that a row has a value for, in the order in which they are bound. */
    List<Column<R>> sent() {
        return sent;
    }

    /** All columns, each in binary. */
    List<Column<R>> binary() {
        for (Column<R> column : all) {
            if (!column.hasBinary() || !column.isOwnColumn()) {
                throw new IllegalArgumentException("column " + column.name() + " cannot be copied in binary");
            }
        }
        return all;
    }

    /** The table's columns, also those that PostgreSQL computes: {@code id, name, …}. */
    public String names() {
        return listed(all, Column::isOwnColumn);
    }

    /** One for each that is bound: {@code ?, ?, …}. */
    public String parameters() {
        return String.join(", ", Collections.nCopies(sent.size(), "?"));
    }

    /** The rows as SQL sees them: {@code unnest(?, ?, …) as new (id, name, …)}. */
    public String unnested(String alias) {
        return "unnest(%s) as %s (%s)".formatted(parameters(), alias, listed(sent, column -> true));
    }

    /** The beginning of a statement: {@code insert into … select … from unnest …}. */
    public String insertInto(String table) {
        String values =
                all.stream().filter(Column::isOwnColumn).map(Column::written).collect(joining(", "));
        return "insert into %s (%s)\nselect %s\nfrom %s\n".formatted(table, names(), values, unnested("new"));
    }

    /** The next part of it: {@code on conflict (…) do update set …}, with all columns that ever change. */
    String onConflictUpdate(String key) {
        return all.stream()
                .filter(column -> column.isOwnColumn() && !column.isFixed())
                .map(Column::name)
                .filter(name -> !name.equals(key))
                .map(name -> name + " = excluded." + name)
                .collect(joining(", ", "on conflict (" + key + ") do update set ", "\n"));
    }

    /** @return the number of the statement's next parameter */
    public int bind(PreparedStatement statement, Collection<R> rows) throws SQLException {
        // pgjdbc's own method takes arrays of primitives too, and sends them in binary.
        PGConnection connection = statement.getConnection().unwrap(PGConnection.class);
        List<R> asTheyAre = List.copyOf(rows);
        int parameter = 1;
        for (Column<R> column : sent) {
            statement.setArray(parameter++, connection.createArrayOf(column.type(), column.valuesOf(asTheyAre)));
        }
        return parameter;
    }

    /** Executes a statement for all these rows, unless there are none. */
    public void execute(Connection connection, String sql, Collection<R> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, rows);
            statement.executeUpdate();
        }
    }

    private static <R> String listed(List<Column<R>> columns, Predicate<Column<R>> which) {
        return columns.stream().filter(which).map(Column::name).collect(joining(", "));
    }
}
