package io.evently.http.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.evently.http.answer.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a body's bytes mean: 400 where they are no JSON, 422 where the JSON is not what the route reads. */
class BodyValuesTest {

    private static final String NO_JSON = "400 The body is not valid JSON, or is nested more than 16 levels deep.";
    private static final String GOES_ON = "400 The body goes on after the end of its JSON value.";
    private static final String EMPTY = "400 The body is empty; this route expects a JSON object.";
    private static final String NO_UTF_8 = "400 The body is not valid UTF-8.";
    private static final String NO_OBJECT = "422 body must be a JSON object";
    private static final String NO_QUANTITY = "422 quantity must be a whole number from 1 to 10";

    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments("{\"quantity\":2}", "2"),
                arguments(" \t\r\n{ \"quantity\" : 2 } \n", "2"),
                arguments("{\"quantity\":2,\"name\":\"caf\u00e9 \\u0041\\ud83d\\ude00\"}", "2 caf\u00e9 A\ud83d\ude00"),
                arguments("{\"quant\\u0069ty\":2}", "2"),
                // Empty, or more than one value.
                arguments("", EMPTY),
                arguments(" \n", EMPTY),
                arguments("{\"quantity\":2} {}", GOES_ON),
                arguments("{\"quantity\":2} 7", GOES_ON),
                arguments("1 2", GOES_ON),
                arguments("{\"quantity\":2}}", NO_JSON),
                arguments("{\"quantity\":2}x", NO_JSON),
                arguments("{\"quantity\":2},", NO_JSON),
                // No JSON.
                arguments("{\"quantity\":2", NO_JSON),
                arguments("{\"quantity\"", NO_JSON),
                arguments("{quantity:2}", NO_JSON),
                arguments("{\"quantity\":.2}", NO_JSON),
                arguments("{\"quantity\":2.}", NO_JSON),
                arguments("{\"quantity\":02}", NO_JSON),
                arguments("{\"quantity\":-}", NO_JSON),
                arguments("{\"quantity\":0x2}", NO_JSON),
                arguments("{\"quantity\":Infinity}", NO_JSON),
                arguments("{\"quantity\":2}/**/", NO_JSON),
                arguments("{\"name\":\"\t\"}", NO_JSON),
                arguments("{\"name\":\"\\u00g0\"}", NO_JSON),
                arguments("\ufeff{\"quantity\":2}", NO_JSON),
                arguments("{\"quantity\":2,\u0000}", NO_JSON),
                // Levels.
                arguments("{\"quantity\":" + "[".repeat(15) + "]".repeat(15) + "}", NO_QUANTITY),
                arguments("{\"quantity\":" + "[".repeat(16) + "]".repeat(16) + "}", NO_JSON),
                // JSON, and no object.
                arguments("null", NO_OBJECT),
                arguments("[{\"quantity\":2}]", NO_OBJECT),
                arguments("\"\"", NO_OBJECT),
                arguments("9".repeat(40), NO_OBJECT),
                // Numbers.
                arguments("{\"quantity\":-0}", NO_QUANTITY),
                arguments("{\"quantity\":2.0}", NO_QUANTITY),
                arguments("{\"quantity\":2e0}", NO_QUANTITY),
                arguments("{\"quantity\":1e-999999999}", NO_QUANTITY),
                arguments("{\"quantity\":4294967298}", NO_QUANTITY),
                arguments("{\"quantity\":9223372036854775807}", NO_QUANTITY),
                arguments("{\"quantity\":9223372036854775808}", NO_QUANTITY),
                arguments("{\"quantity\":-9223372036854775808}", NO_QUANTITY),
                arguments("{\"quantity\":18446744073709551618}", NO_QUANTITY),
                arguments("{\"quantity\":" + "9".repeat(65_000) + "}", NO_QUANTITY),
                arguments("{\"quantity\":0." + "9".repeat(65_000) + "}", NO_QUANTITY),
                arguments(
                        "{\"quantity\":2,\"other\":" + "9".repeat(65_000) + "}",
                        "422 other is not a field of this request"),
                arguments("{\"quantity\":2,\"name\":" + "9".repeat(40) + "}", "422 name must be a text"),
                // Names.
                arguments("{\"quantity\":2,\"quantity\":2}", "422 quantity is given twice"),
                arguments("{\"quantity\":2,\"quantity\":{},\"quantity\":2}", "422 quantity is given twice"),
                arguments("{\"quantity\":2,\"quant\\u0069ty\":2}", "422 quantity is given twice"),
                arguments("{\"quantity\":null,\"quantity\":2}", "422 quantity is given twice"),
                arguments(
                        "{\"quantity\":2,\"quantity\":2,\"name\":7}",
                        "422 quantity is given twice; name must be a text"),
                arguments("{\"quantity\":2,\"name\":null}", "422 name must not be null"),
                arguments("{\"quantity\":2,\"\":1,\"\":1}", "422  is not a field of this request"),
                arguments("{\"quantity\":2,\"a\":{\"b\":1,\"b\":2}}", "422 a is not a field of this request"),
                arguments("{}", "422 quantity is required"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyIsReadToTheLetter(String body, String meaning) {
        assertThat(meaningOf(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(meaning);
    }

    static Stream<byte[]> badBytes() {
        return Stream.of(
                new byte[] {'{', '}', (byte) 0x80},
                new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'},
                new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
                new byte[] {'"', (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"'},
                new byte[] {(byte) 0xfe, (byte) 0xff, 0, '1'},
                new byte[] {'"', (byte) 0xc3});
    }

    @ParameterizedTest
    @MethodSource("badBytes")
    void bytesThatAreNoUtf8AreSaidToBeNone(byte[] body) {
        assertThat(meaningOf(body)).isEqualTo(NO_UTF_8);
    }

    /** The JDK takes quadratic time for it. */
    @Test
    void aNumberOfThousandsOfDigitsIsNeverReckonedOut() {
        byte[] body = ("{\"quantity\":" + "9".repeat(65_000) + "}").getBytes(StandardCharsets.UTF_8);
        assertThat(JsonTree.parse(body).get("quantity").asText()).hasSizeLessThan(30);
    }

    private static String meaningOf(byte[] bytes) {
        var errors = new Problem.Collector();
        try {
            JsonBody body = JsonBody.of(JsonTree.parse(bytes), errors);
            int quantity = body.requiredInt("quantity", 1, 10);
            Optional<String> name = body.optionalText("name", 1, 20);
            body.refuseUnread();
            errors.throwIfAny();
            return quantity + name.map(text -> " " + text).orElse("");
        } catch (Problem problem) {
            return problem.errors().stream()
                    .map(error -> error.field() + " " + error.message())
                    .reduce((one, another) -> one + "; " + another)
                    .map(found -> problem.code().status() + " " + found)
                    .orElseGet(() -> problem.code().status() + " " + problem.getMessage());
        }
    }
}
