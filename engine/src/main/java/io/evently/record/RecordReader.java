package io.evently.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Reads what {@link RecordWriter} wrote, field by field. Past the end of an array every field reads as its default (null, 0,
 * false), so an older record lacks nothing; what an array holds beyond the fields asked for is skipped. A field of another kind
 * than asked for is refused: read as a default, it would be seats or money that nobody decided.
 *
 * <p>Every method throws {@link UncheckedIOException} if the bytes are not what it reads.
 */
public final class RecordReader {

    private final JsonParser parser;
    private boolean ended;

    private RecordReader(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * The record that {@code codec} reads from {@code bytes}.
     *
     * @throws UncheckedIOException if the bytes are no record, or more than one
     */
    public static <T> T read(byte[] bytes, Codec<T> codec) {
        try (JsonParser parser = RecordWriter.CBOR.createParser(bytes)) {
            RecordReader reader = new RecordReader(parser);
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("a record is an array, this begins with " + parser.currentToken());
            }
            T record = reader.inArray(codec);
            if (parser.nextToken() != null) {
                throw new IOException("the record is followed by " + parser.currentToken());
            }
            return record;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code codec} reads from the nested array that comes next; null if there is none. */
    public <T> T array(Codec<T> codec) {
        return value(JsonToken.START_ARRAY, null, () -> inArray(codec));
    }

    /** The elements of the array that comes next, each an array that {@code element} reads; none if there is none. */
    public <T> List<T> list(Codec<T> element) {
        return value(JsonToken.START_ARRAY, List.of(), () -> {
            List<T> elements = new ArrayList<>();
            JsonToken token = parser.nextToken();
            while (token == JsonToken.START_ARRAY) {
                elements.add(inArray(element));
                token = parser.nextToken();
            }
            if (token != JsonToken.END_ARRAY) {
                throw new IOException("a list holds arrays, this one " + token);
            }
            return elements;
        });
    }

    public long number() {
        return number(0);
    }

    public long number(long otherwise) {
        return value(JsonToken.VALUE_NUMBER_INT, otherwise, parser::getLongValue);
    }

    public int count() {
        return value(JsonToken.VALUE_NUMBER_INT, 0, parser::getIntValue);
    }

    public Long numberOrNull() {
        return value(JsonToken.VALUE_NUMBER_INT, null, parser::getLongValue);
    }

    public Integer countOrNull() {
        return value(JsonToken.VALUE_NUMBER_INT, null, parser::getIntValue);
    }

    public boolean flag() {
        Boolean flag = flagOrNull();
        return flag != null && flag;
    }

    public Boolean flagOrNull() {
        JsonToken token = next();
        if (token == null || token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (!token.isBoolean()) {
            throw isNo("flag", token);
        }
        return token == JsonToken.VALUE_TRUE;
    }

    public String text() {
        return value(JsonToken.VALUE_STRING, null, parser::getText);
    }

    public byte[] bytes() {
        return value(JsonToken.VALUE_EMBEDDED_OBJECT, null, parser::getBinaryValue);
    }

    public UUID id() {
        return pair(UUID::new);
    }

    public <T> T pair(BiFunction<Long, Long, T> make) {
        byte[] bytes = bytes();
        if (bytes == null) {
            return null;
        }
        if (bytes.length != 16) {
            throw new UncheckedIOException(new IOException("128 bits are no " + bytes.length + " bytes"));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return make.apply(buffer.getLong(), buffer.getLong());
    }

    private <T> T inArray(Codec<T> codec) {
        boolean outerEnded = ended;
        ended = false;
        T value = codec.read(this);
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

    private interface Read<T> {
        T read() throws IOException;
    }

    /** The next field, which must be {@code wanted}; {@code otherwise} if it is absent. */
    private <T> T value(JsonToken wanted, T otherwise, Read<T> read) {
        JsonToken token = next();
        if (token == null || token == JsonToken.VALUE_NULL) {
            return otherwise;
        }
        if (token != wanted) {
            throw isNo(wanted, token);
        }
        try {
            return read.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UncheckedIOException isNo(Object wanted, JsonToken token) {
        return new UncheckedIOException(new IOException("the record has %s where %s belongs".formatted(token, wanted)));
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
}
