package io.evently.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.Consumer;

/** Writes one record as nested CBOR arrays. Ids take 16 bytes, numbers as few as they need. */
public final class RecordWriter {

    static final CBORFactory CBOR = new CBORFactory();

    private final JsonGenerator generator;
    private final byte[] id = new byte[16];

    private RecordWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    /** The bytes of a record: one array that holds {@code value}. */
    public static <T> byte[] bytes(int sizeHint, Codec<T> codec, T value) {
        return bytes(sizeHint, out -> codec.write(out, value));
    }

    /** The bytes of the record that {@code body} writes: one array. */
    public static byte[] bytes(int sizeHint, Consumer<RecordWriter> body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(sizeHint);
        try (JsonGenerator generator = CBOR.createGenerator(out)) {
            RecordWriter writer = new RecordWriter(generator);
            writer.array(() -> body.accept(writer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public RecordWriter array(Runnable body) {
        return write(() -> {
            generator.writeStartArray();
            body.run();
            generator.writeEndArray();
        });
    }

    public <T> RecordWriter array(Codec<T> codec, T value) {
        return array(() -> codec.write(this, value));
    }

    /** An array that holds {@code values}, each in an array of its own. */
    public <T> RecordWriter list(Codec<T> codec, Iterable<? extends T> values) {
        return array(() -> values.forEach(value -> array(codec, value)));
    }

    public RecordWriter number(long value) {
        return write(() -> generator.writeNumber(value));
    }

    /** @param value a {@code Long} or {@code Integer}, or null */
    public RecordWriter numberOrAbsent(Number value) {
        return value == null ? absent() : number(value.longValue());
    }

    public RecordWriter flag(boolean value) {
        return write(() -> generator.writeBoolean(value));
    }

    /** @param value may be null */
    public RecordWriter flagOrAbsent(Boolean value) {
        return value == null ? absent() : flag(value);
    }

    /** @param value may be null */
    public RecordWriter text(String value) {
        return write(() -> generator.writeString(value));
    }

    /** @param value may be null */
    public RecordWriter bytes(byte[] value) {
        return write(() -> {
            if (value == null) {
                generator.writeNull();
            } else {
                generator.writeBinary(value);
            }
        });
    }

    /** @param value may be null */
    public RecordWriter id(UUID value) {
        return value == null ? bytes(null) : pair(value.getMostSignificantBits(), value.getLeastSignificantBits());
    }

    public RecordWriter pair(long high, long low) {
        ByteBuffer.wrap(id).putLong(high).putLong(low);
        return bytes(id);
    }

    public RecordWriter absent() {
        return write(generator::writeNull);
    }

    private interface Write {
        void run() throws IOException;
    }

    private RecordWriter write(Write write) {
        try {
            write.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
