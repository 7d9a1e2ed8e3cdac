package io.evently.journal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Reads what {@link RecordWriter} wrote, field by field. Past the end of an array every field reads as its default, so
 * an older record lacks nothing; what an array holds beyond the fields asked for is skipped.
 */
public final class RecordReader {

    private final JsonParser parser;
    private boolean ended;

    private RecordReader(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * The record that {@code body} reads from {@code bytes}.
     *
     * @throws UncheckedIOException if the bytes are no record
     */
    public static <T> T read(byte[] bytes, java.util.function.Function<RecordReader, T> body) {
        try (JsonParser parser = RecordWriter.CBOR.createParser(bytes)) {
            RecordReader reader = new RecordReader(parser);
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("a record is an array, this begins with " + parser.currentToken());
            }
            return reader.inArray(() -> body.apply(reader));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code body} reads from the nested array that comes next; null if there is none. */
    public <T> T array(Supplier<T> body) {
        return next() == JsonToken.START_ARRAY ? inArray(body) : null;
    }

    /** The elements of the array that comes next, each an array that {@code element} reads. */
    public <T> List<T> list(Supplier<T> element) {
        List<T> elements = new ArrayList<>();
        if (next() == JsonToken.START_ARRAY) {
            try {
                while (parser.nextToken() == JsonToken.START_ARRAY) {
                    elements.add(inArray(element));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return elements;
    }

    /** The next number; 0 if there is none. */
    public long number() {
        return number(0);
    }

    public long number(long otherwise) {
        return value(otherwise, (token, none) -> token.isNumeric() ? longValue() : none);
    }

    /** The next number as an int; 0 if there is none. */
    public int count() {
        return Math.toIntExact(number());
    }

    public boolean flag() {
        return next() == JsonToken.VALUE_TRUE;
    }

    /** The next text, or null. */
    public String text() {
        return value(null, (token, none) -> token == JsonToken.VALUE_STRING ? textValue() : none);
    }

    /** The next bytes, or null. */
    public byte[] bytes() {
        return value(null, (token, none) -> token == JsonToken.VALUE_EMBEDDED_OBJECT ? binaryValue() : none);
    }

    /** The next id, or null. */
    public UUID id() {
        return pair(UUID::new);
    }

    /** The next 128 bits, or null. */
    public <T> T pair(BiFunction<Long, Long, T> make) {
        byte[] bytes = bytes();
        if (bytes == null) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return make.apply(buffer.getLong(), buffer.getLong());
    }

    private <T> T inArray(Supplier<T> body) {
        boolean outerEnded = ended;
        ended = false;
        T value = body.get();
        while (!ended) {
            skip();
        }
        ended = outerEnded;
        return value;
    }

    private void skip() {
        JsonToken token = next();
        if (token != null && token.isStructStart()) {
            try {
                parser.skipChildren();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private <T> T value(T otherwise, BiFunction<JsonToken, T, T> read) {
        JsonToken token = next();
        return token == null ? otherwise : read.apply(token, otherwise);
    }

    /** The next token of this array; null at its end, and ever after. */
    private JsonToken next() {
        if (ended) {
            return null;
        }
        try {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new IOException("the record ends in the middle");
            }
            if (token == JsonToken.END_ARRAY) {
                ended = true;
                return null;
            }
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long longValue() {
        try {
            return parser.getLongValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String textValue() {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] binaryValue() {
        try {
            return parser.getBinaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
