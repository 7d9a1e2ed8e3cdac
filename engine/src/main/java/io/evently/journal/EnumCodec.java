package io.evently.journal;

import java.util.List;

/**
 * A status, policy or role as a number: its place in a list, from 0. It keeps that number for ever, so new ones come last.
 * Absent reads as the first.
 *
 * @param <E> the enum
 */
public final class EnumCodec<E extends Enum<E>> implements Codec<E> {

    private final String name;
    private final List<E> values;

    /**
     * @param name what it is called to whoever meets one that is unknown
     * @param values all there are
     * @throws IllegalArgumentException if one is missing
     */
    public EnumCodec(String name, List<E> values) {
        this.name = name;
        this.values = List.copyOf(values);
        for (E value : values.get(0).getDeclaringClass().getEnumConstants()) {
            if (!values.contains(value)) {
                throw new IllegalArgumentException("%s %s has no number".formatted(name, value));
            }
        }
    }

    /** A value by its name: for what is read at once and never stored. */
    public static <E extends Enum<E>> Codec<E> named(Class<E> type) {
        return Codec.of((out, value) -> out.text(value.name()), in -> Enum.valueOf(type, in.text()));
    }

    /** The same numbers where there may be none: null is absent. */
    public Codec<E> orNull() {
        return Codec.of((out, value) -> out.numberOrAbsent(value == null ? null : values.indexOf(value)), in -> {
            Integer number = in.countOrNull();
            return number == null ? null : value(number);
        });
    }

    @Override
    public void write(RecordWriter out, E value) {
        out.number(values.indexOf(value));
    }

    @Override
    public E read(RecordReader in) {
        return value(in.count());
    }

    private E value(int number) {
        if (number < 0 || number >= values.size()) {
            throw new NewerRecordException(name + " " + number);
        }
        return values.get(number);
    }
}
