package io.evently.sql;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * One column, stated once: its name, its type here and in PostgreSQL, and how it is got from a row.
 *
 * @param <R> the row
 */
public final class Column<R> {

    /** Reads a column of a result. */
    private interface Cell {
        Object read(ResultSet result, int index) throws SQLException;
    }

    private final String name;
    private final String type;
    private final Object sample;
    private final Cell cell;
    private final Function<Collection<R>, Object> values;
    private LongFunction<String> copied = Long::toString;
    private BiConsumer<R, BinaryRows> binary;
    private String written;
    private String shown;
    private boolean read = true;
    private boolean ownColumn = true;
    private boolean fixed;

    /**
     * @param sample a value that differs from null and 0
     * @param values those of many rows, as an array
     */
    private Column(String name, String type, Object sample, Cell cell, Function<Collection<R>, Object> values) {
        this.name = name;
        this.type = type;
        this.sample = sample;
        this.cell = cell;
        this.values = values;
        this.written = name;
        this.shown = name;
    }

    public static <R> Column<R> id(String name, Function<R, UUID> of) {
        Cell cell = (result, index) -> result.getObject(index, UUID.class);
        return new Column<R>(name, "uuid", new UUID(1, 1), cell, rows -> rows.stream()
                        .map(of)
                        .toArray())
                .binary((row, to) -> to.uuid(of.apply(row)));
    }

    /** Text; PostgreSQL cannot hold the character 0, and no text may stop the tables from following. */
    public static <R> Column<R> text(String name, Function<R, String> of) {
        Function<R, String> held = of.andThen(text -> text == null ? null : text.replace('\0', '\ufffd'));
        return new Column<R>(name, "text", "a", ResultSet::getString, rows -> rows.stream()
                        .map(held)
                        .toArray())
                .binary((row, to) -> to.text(held.apply(row)));
    }

    public static <R> Column<R> int4(String name, ToIntFunction<R> of) {
        return new Column<R>(name, "int4", 1, ResultSet::getInt, rows -> rows.stream()
                        .mapToInt(of)
                        .toArray())
                .binary((row, to) -> to.int4(of.applyAsInt(row)));
    }

    /** The same for a column of two bytes, which {@code COPY} takes in its own width only. */
    public static <R> Column<R> int2(String name, ToIntFunction<R> of) {
        return Column.<R>int4(name, of).binary((row, to) -> to.int2(of.applyAsInt(row)));
    }

    public static <R> Column<R> int8(String name, ToLongFunction<R> of) {
        return new Column<R>(name, "int8", 1L, ResultSet::getLong, rows -> rows.stream()
                        .mapToLong(of)
                        .toArray())
                .binary((row, to) -> to.int8(of.applyAsLong(row)));
    }

    public static <R> Column<R> bool(String name, Function<R, Boolean> of) {
        return new Column<>(name, "bool", true, ResultSet::getBoolean, rows -> rows.stream()
                .map(of)
                .toArray());
    }

    public static <R> Column<R> decimal(String name, Function<R, BigDecimal> of) {
        return new Column<>(name, "numeric", BigDecimal.ONE, ResultSet::getBigDecimal, rows -> rows.stream()
                .map(of)
                .toArray());
    }

    public static <R> Column<R> bytes(String name, Function<R, byte[]> of) {
        return new Column<R>(name, "bytea", new byte[1], ResultSet::getBytes, rows -> rows.stream()
                        .map(of)
                        .toArray(byte[][]::new))
                .binary((row, to) -> to.bytes(of.apply(row)));
    }

    /** JSON as text; read as PostgreSQL prints it. */
    public static <R> Column<R> jsonb(String name, Function<R, String> of) {
        return text(name, of).as("jsonb").binary((row, to) -> to.jsonb(of.apply(row)));
    }

    /** Money: cents here, two decimals there. */
    public static <R> Column<R> cents(String name, ToLongFunction<R> of) {
        return int8(name, of)
                .written(name + " * 0.01")
                .shown("(%1$s * 100)::bigint as %1$s_cents".formatted(name))
                .binary((row, to) -> to.cents(of.applyAsLong(row)));
    }

    /** A time: microseconds since 1970 here, a timestamp there. */
    public static <R> Column<R> micros(String name, ToLongFunction<R> of) {
        Column<R> column = int8(name, of)
                .written("timestamp_of_micros(" + name + ")")
                .shown("micros_of_timestamp(%1$s) as %1$s_micros".formatted(name))
                .binary((row, to) -> to.micros(of.applyAsLong(row)));
        column.copied = micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
        return column;
    }

    /** A time that may not be known: 0 here, null there. */
    public static <R> Column<R> microsOrNull(String name, ToLongFunction<R> of) {
        return micros(name, of)
                .written("timestamp_of_micros(nullif(" + name + ", 0))")
                .binary((row, to) -> to.microsOrNull(of.applyAsLong(row)));
    }

    /** A column that PostgreSQL computes from those of the row, as they are sent. */
    public static <R> Column<R> computed(String name, String expression) {
        return new Column<R>(name, null, null, null, null).written(expression).unread();
    }

    /** The same, computed when the row is made and never again. */
    public static <R> Column<R> computedOnce(String name, String expression) {
        return Column.<R>computed(name, expression).fixed();
    }

    /** Text that is a type of its own in PostgreSQL: an enum, {@code jsonb}. */
    public Column<R> as(String ownType) {
        return written(name + "::" + ownType);
    }

    private Column<R> binary(BiConsumer<R, BinaryRows> writes) {
        binary = writes;
        return this;
    }

    /** How PostgreSQL makes the column from what is sent under its name. */
    public Column<R> written(String expression) {
        written = expression;
        return this;
    }

    /** How PostgreSQL makes what is read from the column. */
    public Column<R> shown(String expression) {
        shown = expression;
        return this;
    }

    /** A part of another column, which is computed from it. */
    public Column<R> partOf(String expression) {
        ownColumn = false;
        return shown(expression);
    }

    /** Follows from the row's other values, so it is not read. */
    public Column<R> unread() {
        read = false;
        return this;
    }

    /** Never changes once the row is there. */
    public Column<R> fixed() {
        fixed = true;
        return this;
    }

    String name() {
        return name;
    }

    public String written() {
        return written;
    }

    public String shown() {
        return shown;
    }

    /** Whether the row has its value; else PostgreSQL computes it. */
    boolean isSent() {
        return values != null;
    }

    boolean isRead() {
        return read;
    }

    boolean isOwnColumn() {
        return ownColumn;
    }

    boolean isFixed() {
        return fixed;
    }

    /** As {@code unnest} takes it. */
    public String type() {
        return type;
    }

    /** The values of these rows: an array, of primitives if they cannot be null, which pgjdbc sends in binary. */
    Object valuesOf(Collection<R> rows) {
        return values.apply(rows);
    }

    /** The value of one row. */
    Object valueOf(R row) {
        return Array.get(valuesOf(List.of(row)), 0);
    }

    /** The values of these rows as {@code COPY} takes them, not yet escaped; null stays null. */
    String[] copiedOf(List<R> rows) {
        Object array = valuesOf(rows);
        String[] texts = new String[rows.size()];
        if (array instanceof long[] numbers) {
            Arrays.setAll(texts, row -> copied.apply(numbers[row]));
        } else if (array instanceof int[] numbers) {
            Arrays.setAll(texts, row -> Integer.toString(numbers[row]));
        } else {
            Object[] values = (Object[]) array;
            Arrays.setAll(texts, row -> values[row] == null ? null : values[row].toString());
        }
        return texts;
    }

    /** Whether {@link BinaryRows} takes it. */
    boolean hasBinary() {
        return binary != null;
    }

    void writeBinary(R row, BinaryRows to) {
        binary.accept(row, to);
    }

    /** Some value that differs from null and 0. */
    Object sample() {
        return sample;
    }

    Object read(ResultSet result, int index) throws SQLException {
        return cell.read(result, index);
    }
}
