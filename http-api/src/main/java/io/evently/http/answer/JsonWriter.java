package io.evently.http.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.evently.event.Micros;
import io.evently.http.format.Money;
import io.evently.http.format.Times;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes one JSON object as the contract spells things: money as {@code "49.90"}, times in UTC with {@code Z}, ids as
 * UUIDs. A null becomes JSON's null.
 *
 * <p>It streams (Jackson's generator, no tree, no reflection), because the answers to bookings and availability are
 * written ten thousand times a second.
 */
public final class JsonWriter {

    private static final JsonFactory FACTORY = new JsonFactory();
    /** Most answers fit; a list grows. */
    private static final int USUAL_BYTES = 512;

    private final JsonGenerator out;

    private JsonWriter(JsonGenerator out) {
        this.out = out;
    }

    /** The object that {@code content} writes, in UTF-8. */
    public static byte[] toBytes(Consumer<JsonWriter> content) {
        var bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            generator.writeStartObject();
            content.accept(new JsonWriter(generator));
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public void text(String name, String value) {
        write(() -> out.writeStringField(name, value));
    }

    public void id(String name, UUID value) {
        text(name, value == null ? null : value.toString());
    }

    public void texts(String name, Iterable<String> values) {
        write(() -> {
            out.writeArrayFieldStart(name);
            for (String each : values) {
                out.writeString(each);
            }
            out.writeEndArray();
        });
    }

    public void number(String name, long value) {
        write(() -> out.writeNumberField(name, value));
    }

    public void number(String name, Integer value) {
        if (value == null) {
            nothing(name);
        } else {
            number(name, value.longValue());
        }
    }

    /** A number with a fraction, such as a rate between 0 and 1. */
    public void number(String name, double value) {
        write(() -> out.writeNumberField(name, value));
    }

    public void flag(String name, boolean value) {
        write(() -> out.writeBooleanField(name, value));
    }

    /** A value that is JSON already; {@code null} is written as JSON's null. */
    public void raw(String name, String value) {
        write(() -> {
            out.writeFieldName(name);
            if (value == null) {
                out.writeNull();
            } else {
                out.writeRawValue(value);
            }
        });
    }

    public void nothing(String name) {
        write(() -> out.writeNullField(name));
    }

    /** An amount of money as a decimal string with two digits. */
    public void money(String name, long cents) {
        text(name, Money.format(cents));
    }

    /** A time, given in microseconds since 1970: ISO-8601 in UTC with six digits of a second's fraction. */
    public void time(String name, long epochMicros) {
        text(name, Times.format(Micros.toInstant(epochMicros)));
    }

    public void object(String name, Consumer<JsonWriter> content) {
        write(() -> {
            out.writeObjectFieldStart(name);
            content.accept(this);
            out.writeEndObject();
        });
    }

    public <T> void objects(String name, Iterable<T> items, BiConsumer<JsonWriter, T> item) {
        write(() -> {
            out.writeArrayFieldStart(name);
            for (T each : items) {
                out.writeStartObject();
                item.accept(this, each);
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    /**
     * A list of objects, as many as fit.
     *
     * @param mostBytes after the object with which the whole answer reaches so many, it ends
     * @return how many were written: one at least, if there is one
     */
    public <T> int objectsWithin(int mostBytes, String name, Iterable<T> items, BiConsumer<JsonWriter, T> item) {
        int[] written = {0};
        write(() -> {
            out.writeArrayFieldStart(name);
            Iterator<T> each = items.iterator();
            while (each.hasNext() && bytes() < mostBytes) {
                out.writeStartObject();
                item.accept(this, each.next());
                out.writeEndObject();
                written[0]++;
            }
            out.writeEndArray();
        });
        return written[0];
    }

    private int bytes() {
        return ((ByteArrayOutputStream) out.getOutputTarget()).size() + out.getOutputBuffered();
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
