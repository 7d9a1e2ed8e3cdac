package io.evently.record;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How each type stands in records. A Java record needs no line here: its components are the fields, in their order, so
 * components are added at its end only. A record within a record is a nested array, a list an array of arrays. What else
 * there is says so with {@link #with}.
 */
public final class Codecs {

    private final Map<Class<?>, Codec<?>> ofTypes = new HashMap<>();
    private final Map<Class<?>, Codec<?>> ofRecords = new HashMap<>();
    private final Map<String, Codec<?>> ofComponents = new HashMap<>();

    /** Knows numbers, flags, texts and ids: an absent number is 0, an absent flag false, all else null. */
    public Codecs() {
        with(long.class, Codec.<Long>of(RecordWriter::number, in -> in.number()));
        with(int.class, Codec.<Integer>of(RecordWriter::number, RecordReader::count));
        with(boolean.class, Codec.of(RecordWriter::flag, RecordReader::flag));
        with(Long.class, Codec.<Long>of(RecordWriter::numberOrAbsent, RecordReader::numberOrNull));
        with(Integer.class, Codec.<Integer>of(RecordWriter::numberOrAbsent, RecordReader::countOrNull));
        with(Boolean.class, Codec.of(RecordWriter::flagOrAbsent, RecordReader::flagOrNull));
        with(String.class, Codec.of(RecordWriter::text, RecordReader::text));
        with(UUID.class, Codec.of(RecordWriter::id, RecordReader::id));
    }

    /** Knows what {@code others} know so far. */
    public Codecs(Codecs others) {
        ofTypes.putAll(others.ofTypes);
        ofComponents.putAll(others.ofComponents);
    }

    /** Components of {@code type} are written so. */
    public <T> Codecs with(Class<T> type, Codec<? extends T> codec) {
        ofTypes.put(type, codec);
        return this;
    }

    /**
     * This component is written so, whatever others of its type are.
     *
     * @throws IllegalArgumentException if the record has none of this name
     */
    public Codecs with(Class<? extends Record> record, String component, Codec<?> codec) {
        if (Arrays.stream(record.getRecordComponents())
                .noneMatch(existing -> existing.getName().equals(component))) {
            throw new IllegalArgumentException("%s has no %s".formatted(record, component));
        }
        ofComponents.put(key(record, component), codec);
        return this;
    }

    /**
     * A value of {@code type} as what is written for a component of that type.
     *
     * @throws IllegalArgumentException if nothing says how
     */
    @SuppressWarnings("unchecked")
    public <T> Codec<T> of(Class<T> type) {
        Codec<?> codec = ofTypes.get(type);
        if (codec != null) {
            return (Codec<T>) codec;
        }
        if (!type.isRecord()) {
            throw new IllegalArgumentException("nothing says how %s is written".formatted(type));
        }
        return fieldsOf(type).nested();
    }

    /**
     * The components of a record as the next fields, without an array around them.
     *
     * @throws IllegalArgumentException if nothing says how one of them is written
     */
    @SuppressWarnings("unchecked")
    public <T> Codec<T> fieldsOf(Class<T> record) {
        Codec<?> codec = ofRecords.get(record);
        if (codec == null) {
            codec = new RecordCodec<>(record, this::ofComponent);
            ofRecords.put(record, codec);
        }
        return (Codec<T>) codec;
    }

    private Codec<?> ofComponent(RecordComponent component) {
        Codec<?> own = ofComponents.get(key(component.getDeclaringRecord(), component.getName()));
        if (own != null) {
            return own;
        }
        if (component.getType() == List.class) {
            ParameterizedType list = (ParameterizedType) component.getGenericType();
            return fieldsOf((Class<?>) list.getActualTypeArguments()[0]).list();
        }
        return of(component.getType());
    }

    private static String key(Class<?> record, String component) {
        return record.getName() + "." + component;
    }
}
