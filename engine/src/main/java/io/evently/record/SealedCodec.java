package io.evently.record;

import java.util.HashMap;
import java.util.Map;

/**
 * The records of a sealed interface: the number of the {@link Kind}, then its own fields.
 *
 * @param <T> the sealed interface
 */
public final class SealedCodec<T> implements Codec<T> {

    private record Numbered(int number, Codec<Object> codec) {}

    private final String name;
    private final Codecs codecs;
    private final Map<Class<?>, Numbered> byType = new HashMap<>();
    private final Map<Integer, Numbered> byNumber = new HashMap<>();

    /**
     * All kinds of a sealed interface, and of those below it, that have a number.
     *
     * @param name what a kind is called to who does not know it: "fact type"
     * @param codecs know what its records consist of
     * @throws IllegalArgumentException if a number is given twice, or nothing says how a kind is written
     */
    public SealedCodec(String name, Class<T> family, Codecs codecs) {
        this.name = name;
        this.codecs = codecs;
        take(family);
    }

    private void take(Class<?> type) {
        if (type.isSealed()) {
            for (Class<?> kind : type.getPermittedSubclasses()) {
                take(kind);
            }
        } else if (type.isAnnotationPresent(Kind.class)) {
            number(type.getAnnotation(Kind.class).value(), type);
        }
    }

    /** A record has its fields; an enum has none if it has one value. */
    @SuppressWarnings("unchecked")
    private void number(int number, Class<?> type) {
        Codec<?> codec = type.isEnum() ? ofEnum(type) : codecs.fieldsOf(type);
        Numbered kind = new Numbered(number, (Codec<Object>) codec);
        byType.put(type, kind);
        if (byNumber.put(number, kind) != null) {
            throw new IllegalArgumentException("%s %d is given twice, also to %s".formatted(name, number, type));
        }
    }

    private Codec<?> ofEnum(Class<?> type) {
        Object[] values = type.getEnumConstants();
        return values.length == 1 ? Codec.of((out, value) -> {}, in -> values[0]) : codecs.of(type);
    }

    /** Whether records of {@code type} have a number. */
    public boolean numbers(Class<?> type) {
        return byType.containsKey(type);
    }

    /** @throws IllegalArgumentException if its kind has no number */
    @Override
    public void write(RecordWriter out, T value) {
        Numbered kind = byType.get(value.getClass());
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
        Numbered kind = byNumber.get(number);
        if (kind == null) {
            throw new NewerRecordException(name + " " + number);
        }
        return (T) kind.codec.read(in);
    }
}
