package io.evently.http.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.deser.std.JsonNodeDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import io.evently.http.format.Texts;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;

/**
 * Bytes to a JSON tree, by the letter of RFC 8259.
 *
 * <p>Jackson reads text, not bytes: with bytes it guesses UTF-16 and lets overlong UTF-8 through.
 */
final class JsonTree {

    /** The deepest thing the contract has is four levels deep. */
    private static final int DEEPEST = 16;

    /** Stands for the value of a name that an object has twice. */
    static final JsonNode TWICE = MissingNode.getInstance();

    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(Body.MOST_BYTES)
                            .maxNameLength(Body.MOST_BYTES)
                            .maxStringLength(Body.MOST_BYTES)
                            .build())
                    // Names come from outside: interning them would let a stranger fill the JVM's table of strings.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .addModule(new SimpleModule().addDeserializer(JsonNode.class, new TreeReader()))
            .build()
            .reader();

    private JsonTree() {}

    /**
     * Reads exactly one JSON value.
     *
     * @throws Problem 400 unless the bytes are UTF-8 and hold one JSON value, not too deep, and nothing else
     */
    static JsonNode parse(byte[] utf8) {
        try {
            JsonNode value = JSON.readTree(Texts.ofUtf8(utf8));
            if (value.isMissingNode()) {
                throw malformed("The body is empty; this route expects a JSON object.");
            }
            return value;
        } catch (CharacterCodingException e) {
            throw malformed("The body is not valid UTF-8.");
        } catch (MismatchedInputException e) {
            throw malformed("The body goes on after the end of its JSON value.");
        } catch (IOException e) {
            throw malformed("The body is not valid JSON, or is nested more than 16 levels deep.");
        }
    }

    private static Problem malformed(String detail) {
        return Problem.of(ErrorCode.MALFORMED_REQUEST, detail);
    }

    private static final class TreeReader extends JsonNodeDeserializer {

        private static final long serialVersionUID = 1L;

        @Override
        public JsonNode deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return super.deserialize(new WithoutBigNumbers(parser), context);
        }

        /** Jackson takes the last of two equal names, or refuses the body; whoever reads the field says it better. */
        @Override
        protected void _handleDuplicateField(
                JsonParser parser,
                DeserializationContext context,
                JsonNodeFactory factory,
                String name,
                ObjectNode object,
                JsonNode first,
                JsonNode second) {
            object.set(name, TWICE);
        }
    }

    /** No field takes a whole number beyond 64 bits, and one of 60,000 digits takes the JDK 10 ms to reckon out. */
    private static final class WithoutBigNumbers extends JsonParserDelegate {

        private static final BigInteger BIG = BigInteger.ONE.shiftLeft(64);

        WithoutBigNumbers(JsonParser parser) {
            super(parser);
        }

        @Override
        public BigInteger getBigIntegerValue() {
            return BIG;
        }
    }
}
