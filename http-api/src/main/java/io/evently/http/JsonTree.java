package io.evently.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Bytes to a JSON tree, by the letter of RFC 8259.
 *
 * <p>Jackson's own reader is kinder than the contract: it guesses UTF-16, lets overlong UTF-8 through, takes the last
 * of two equal names, and spends seconds on turning a number of 60,000 digits into a number.
 */
final class JsonTree {

    /** The deepest thing the contract has is four levels deep. */
    private static final int DEEPEST = 16;
    /** Digits and sign of the longest long; what is longer fits no field, so its value does not matter. */
    private static final int LONGEST_WHOLE_NUMBER = 19;

    /** Stands for every number that is not a long: no field takes one, so its value does not matter either. */
    static final JsonNode ODD_NUMBER = DoubleNode.valueOf(Double.NaN);

    /** Stands for the value of a name that an object has twice. */
    static final JsonNode TWICE = MissingNode.getInstance();

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(Body.MOST_BYTES)
                    .maxNameLength(Body.MOST_BYTES)
                    .maxStringLength(Body.MOST_BYTES)
                    .build())
            // Names come from outside: interning them would let a stranger fill the JVM's table of strings.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private JsonTree() {}

    /**
     * Reads exactly one JSON value.
     *
     * @throws Problem 400 unless the bytes are UTF-8 and hold one JSON value, not too deep, and nothing else
     */
    static JsonNode parse(byte[] utf8) {
        try (JsonParser parser = open(utf8)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw malformed("The body is empty; this route expects a JSON object.");
            }
            JsonNode value = value(parser, first);
            if (parser.nextToken() != null) {
                throw malformed("The body goes on after the end of its JSON value.");
            }
            return value;
        } catch (CharacterCodingException e) {
            throw malformed("The body is not valid UTF-8.");
        } catch (IOException e) {
            throw malformed("The body is not valid JSON, or is nested more than 16 levels deep.");
        }
    }

    private static JsonParser open(byte[] utf8) throws IOException {
        for (byte b : utf8) {
            if (b <= 0) {
                // Not plain ASCII: the JDK's decoder is strict where Jackson's is not.
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(utf8))
                        .toString();
                return FACTORY.createParser(text);
            }
        }
        return FACTORY.createParser(utf8);
    }

    private static JsonNode value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> TextNode.valueOf(parser.getText());
            case VALUE_NUMBER_INT -> wholeNumber(parser);
            case VALUE_NUMBER_FLOAT -> ODD_NUMBER;
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            case VALUE_NULL -> NullNode.getInstance();
            default -> throw malformed("The body is not valid JSON.");
        };
    }

    private static JsonNode object(JsonParser parser) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonNode value = value(parser, parser.nextToken());
            object.set(name, object.has(name) ? TWICE : value);
        }
        return object;
    }

    private static JsonNode array(JsonParser parser) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(parser, token));
        }
        return array;
    }

    private static JsonNode wholeNumber(JsonParser parser) throws IOException {
        boolean fits = parser.getTextLength() <= LONGEST_WHOLE_NUMBER
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return fits ? LongNode.valueOf(parser.getLongValue()) : ODD_NUMBER;
    }

    private static Problem malformed(String detail) {
        return Problem.of(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
