package io.evently.record;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A Java record as fields, one component after the other. Its shape is looked up once; then it costs some 10 ns a field
 * more than code written for it ({@code docs/adr/records-are-positional-cbor.md}).
 *
 * @param <T> the record
 */
final class RecordCodec<T> implements Codec<T> {

    private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);
    private static final MethodType MAKER = MethodType.methodType(Object.class, Object[].class);

    private final Codec<Object>[] fields;
    private final MethodHandle[] getters;
    private final MethodHandle maker;

    /**
     * @param fieldOf how a component is written
     * @throws IllegalArgumentException if the record is not public
     */
    RecordCodec(Class<T> type, Function<RecordComponent, Codec<?>> fieldOf) {
        RecordComponent[] components = type.getRecordComponents();
        List<Class<?>> types = Arrays.stream(components)
                .<Class<?>>map(RecordComponent::getType)
                .toList();
        this.fields = fieldsOf(components, fieldOf);
        this.getters = new MethodHandle[components.length];
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            for (int i = 0; i < components.length; i++) {
                getters[i] = lookup.unreflect(components[i].getAccessor()).asType(GETTER);
            }
            this.maker = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, components.length)
                    .asType(MAKER);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("%s cannot be written: it must be public".formatted(type), e);
        }
    }

    /** The component's own type says what its codec takes. */
    @SuppressWarnings("unchecked")
    private static Codec<Object>[] fieldsOf(RecordComponent[] components, Function<RecordComponent, Codec<?>> fieldOf) {
        return Arrays.stream(components).map(fieldOf).toArray(Codec[]::new);
    }

    @Override
    public void write(RecordWriter out, T record) {
        for (int i = 0; i < fields.length; i++) {
            fields[i].write(out, get(i, record));
        }
    }

    private Object get(int field, Object record) {
        try {
            return (Object) getters[field].invokeExact(record);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public T read(RecordReader in) {
        Object[] values = new Object[fields.length];
        for (int i = 0; i < fields.length; i++) {
            values[i] = fields[i].read(in);
        }
        try {
            return (T) (Object) maker.invokeExact(values);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** What a constructor throws, such as for a value out of its bounds. */
    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
    }
}
