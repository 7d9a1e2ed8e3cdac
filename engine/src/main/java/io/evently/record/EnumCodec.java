package io.evently.record;

import java.util.List;

/**
 * A status, policy or role as a number: its place in the enum, from 0. It keeps that number for ever, so new ones come
 * last. Absent reads as the first.
 *
 * @param <E> the enum
 */
public final class EnumCodec<E extends Enum<E>> implements Codec<E> {

    private final String name;
    private final List<E> values;

    /** @param name what it is called when an unknown one is met */
    public EnumCodec(String name, Class<E> type) {
        this.name = name;
        this.values = List.of(type.getEnumConstants());
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
