package io.evently.http.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.evently.http.answer.Problem;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a query means that Pekko lets through. */
class QueryValuesTest {

    private static final String NO_UTF_8 = "q must be percent-encoded UTF-8";
    private static final String TWICE = "q must be given at most once";

    static Stream<Arguments> queries() {
        return Stream.of(
                arguments("", "nothing"),
                arguments("&", "nothing"),
                arguments("&&&", "nothing"),
                arguments("q=a", "a"),
                arguments("&q=a&", "a"),
                arguments("q", ""),
                arguments("q=", ""),
                arguments("q==", "="),
                arguments("q=a=b", "a=b"),
                arguments("q=a+b", "a b"),
                arguments("q=+", " "),
                arguments("q=a%2Bb", "a+b"),
                arguments("q=a%2bb", "a+b"),
                arguments("q=a%20b", "a b"),
                arguments("q=%26%3D", "&="),
                arguments("q=%2541", "%41"),
                arguments("q=a;b,c:d@e/f?g!$'()*~._-", "a;b,c:d@e/f?g!$'()*~._-"),
                arguments("q=caf%C3%A9", "caf\u00e9"),
                arguments("q=%F0%9F%98%80", "\ud83d\ude00"),
                arguments("q=%EF%BF%BD", "\ufffd"),
                arguments("q=%EF%BB%BFa", "\ufeffa"),
                arguments("q=%00", "q must not contain NUL or half a surrogate pair"),
                arguments("q=%0D%0A", "\r\n"),
                // No UTF-8: single bytes, overlong, half a surrogate pair, beyond Unicode, cut off.
                arguments("q=%FF", NO_UTF_8),
                arguments("q=caf%E9", NO_UTF_8),
                arguments("q=%80", NO_UTF_8),
                arguments("q=%C3", NO_UTF_8),
                arguments("q=%C3+", NO_UTF_8),
                arguments("q=%C3A9", NO_UTF_8),
                arguments("q=%C0%AF", NO_UTF_8),
                arguments("q=%E0%80%AF", NO_UTF_8),
                arguments("q=%ED%A0%80", NO_UTF_8),
                arguments("q=%F4%90%80%80", NO_UTF_8),
                // Twice, whatever they are.
                arguments("q=a&q=a", TWICE),
                arguments("q&q", TWICE),
                arguments("q=%FF&q=%FF", TWICE),
                // Names are the contract's own, and read as they are written.
                arguments("%71=a", "%71 is not a parameter of this route"),
                arguments("Q=a", "Q is not a parameter of this route"),
                arguments("+q=a", "+q is not a parameter of this route"),
                arguments("q+=a", "q+ is not a parameter of this route"),
                arguments("=a", " is not a parameter of this route"),
                arguments("=", " is not a parameter of this route"),
                arguments("x=%FF", "x is not a parameter of this route"),
                arguments("x=1&x=2", "x is not a parameter of this route"),
                arguments("q=%FF&x", NO_UTF_8 + "; x is not a parameter of this route"));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aQueryIsReadToTheLetter(String query, String meaning) {
        assertThat(meaningOf(query)).isEqualTo(meaning);
    }

    /** So nobody reads these: the whole request is answered 400. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "q=%",
                "q=%4",
                "q=%zz",
                "q=%+1",
                "q=%-1",
                "q=%u0041",
                "q=% 1",
                "q=a b",
                "q[]=a",
                "q=caf\u00e9",
                "q=\u0661"
            })
    void whatIsNoQueryEndsAtPekko(String query) {
        assertThat(parsed(query)).isEmpty();
    }

    private static String meaningOf(String query) {
        var errors = new Problem.Collector();
        try {
            QueryParams parameters = QueryParams.of(parsed(query).orElseThrow(), errors);
            Optional<String> q = parameters.text("q", 0, 100);
            parameters.refuseUnread();
            errors.throwIfAny();
            return q.orElse("nothing");
        } catch (Problem problem) {
            return problem.errors().stream()
                    .map(error -> error.field() + " " + error.message())
                    .reduce((one, another) -> one + "; " + another)
                    .orElseThrow();
        }
    }

    private static Optional<String> parsed(String query) {
        try {
            return Optional.of(Uri.create("/v1/things?" + query, Uri.STRICT)
                    .rawQueryString()
                    .orElse(""));
        } catch (IllegalUriException e) {
            return Optional.empty();
        }
    }
}
