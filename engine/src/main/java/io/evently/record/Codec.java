package io.evently.record;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How values of one type stand in a record: in one field or several, always the same number of them. What is written is
 * read again; where the record has ended, every field reads as its default.
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {

    void write(RecordWriter out, T value);

    /**
     * Reads the next fields.
     *
     * @throws java.io.UncheckedIOException if they are not what {@link #write} writes
     * @throws NewerRecordException if only a newer version knows what they mean
     */
    T read(RecordReader in);

    static <T> Codec<T> of(BiConsumer<RecordWriter, ? super T> write, Function<RecordReader, ? extends T> read) {
        return new Codec<>() {
            @Override
            public void write(RecordWriter out, T value) {
                write.accept(out, value);
            }

            @Override
            public T read(RecordReader in) {
                return read.apply(in);
            }
        };
    }

    /** What is read here, and written elsewhere or not any more. */
    static <T> Codec<T> reading(Function<RecordReader, ? extends T> read) {
        return of(
                (out, value) -> {
                    throw new UnsupportedOperationException("this is only read");
                },
                read);
    }

    /** The same fields in an array of their own; null is absent. */
    default Codec<T> nested() {
        return of(
                (out, value) -> {
                    if (value == null) {
                        out.absent();
                    } else {
                        out.array(this, value);
                    }
                },
                in -> in.array(this));
    }

    /** An array of values, each in an array of its own; absent reads as empty. */
    default Codec<List<T>> list() {
        return of((out, values) -> out.list(this, values), in -> in.list(this));
    }

    /** The same fields for another type; {@code read} may be given null. */
    default <U> Codec<U> as(Function<? super T, ? extends U> read, Function<? super U, ? extends T> write) {
        return of((out, value) -> write(out, write.apply(value)), in -> read.apply(read(in)));
    }
}
