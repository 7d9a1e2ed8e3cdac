package io.evently.journal;

import java.util.HashMap;
import java.util.Map;

/**
 * The records of a sealed interface: the number of its kind, then its own fields. A number once used is never given to
 * another kind.
 *
 * @param <T> the sealed interface
 */
public final class Family<T> implements Codec<T> {

    private record Kind(int number, Codec<Object> codec) {}

    private final String name;
    private final Codecs codecs;
    private final Map<Class<?>, Kind> byType = new HashMap<>();
    private final Map<Integer, Kind> byNumber = new HashMap<>();

    /**
     * @param name what a kind is called to who does not know it: "fact type"
     * @param codecs know what its records consist of
     */
    public Family(String name, Codecs codecs) {
        this.name = name;
        this.codecs = codecs;
    }

    /**
     * Gives a record its number; or an enum, which has no fields if it has one value.
     *
     * @throws IllegalArgumentException if the number or the kind is taken, or nothing says how it is written
     */
    @SuppressWarnings("unchecked")
    public Family<T> number(int number, Class<? extends T> type) {
        Codec<?> codec = type.isEnum() ? ofEnum(type) : codecs.fieldsOf(type);
        Kind kind = new Kind(number, (Codec<Object>) codec);
        if (byType.put(type, kind) != null || byNumber.put(number, kind) != null) {
            throw new IllegalArgumentException("%s %d is taken, or is %s twice".formatted(name, number, type));
        }
        return this;
    }

    private Codec<?> ofEnum(Class<? extends T> type) {
        T[] values = type.getEnumConstants();
        return values.length == 1 ? Codec.of((out, value) -> {}, in -> values[0]) : codecs.of(type);
    }

    /** Whether records of {@code type} have a number. */
    public boolean numbers(Class<?> type) {
        return byType.containsKey(type);
    }

    /** @throws IllegalArgumentException if its kind has no number */
    @Override
    public void write(RecordWriter out, T value) {
        Kind kind = byType.get(value.getClass());
        if (kind == null) {
            throw new IllegalArgumentException("no record for " + value);
        }
        out.number(kind.number);
        kind.codec.write(out, value);
    }

    @Override
    @SuppressWarnings("unchecked")
    public T read(RecordReader in) {
        int number = in.count();
        Kind kind = byNumber.get(number);
        if (kind == null) {
            throw new NewerRecordException(name + " " + number);
        }
        return (T) kind.codec.read(in);
    }
}
