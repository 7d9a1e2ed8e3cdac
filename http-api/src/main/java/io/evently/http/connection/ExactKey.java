package io.evently.http.connection;

import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.impl.engine.parsing.HttpHeaderParser;
import org.apache.pekko.http.impl.engine.parsing.package$;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.HttpHeader;
import org.apache.pekko.http.scaladsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.settings.ParserSettings;
import org.apache.pekko.util.ByteString;
import scala.Function1;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * Reads {@code Idempotency-Key} as it was sent.
 *
 * <p>Pekko's own reader makes a blank of a tab, and of the end of a line that goes on in the next. Then two keys are one,
 * and the second request is answered with what the first made. No other header whose value we keep or compare may have a
 * blank in it.
 */
final class ExactKey extends HttpHeaderParser.RawHeaderValueParser {

    private static final String NAME = "Idempotency-Key";

    private static final package$ BYTES = package$.MODULE$;

    private ExactKey(ParserSettings settings, LoggingAdapter log) {
        // None is remembered: keys do not come again on a connection.
        super(NAME, settings.maxHeaderValueLength(), 0, log, settings.illegalResponseHeaderValueProcessingMode());
    }

    /** Has it read all keys that the parser meets. */
    static HttpHeaderParser in(HttpHeaderParser parser, ParserSettings settings, LoggingAdapter log) {
        HttpHeaderParser.insert(parser, ByteString.fromString("idempotency-key:"), new ExactKey(settings, log));
        return parser;
    }

    @Override
    public Tuple2<HttpHeader, Object> apply(
            HttpHeaderParser parser, ByteString input, int start, Function1<ErrorInfo, BoxedUnit> onIllegalHeader) {
        Tuple2<HttpHeader, Object> read = super.apply(parser, input, start, onIllegalHeader);
        int first = start;
        int end = (Integer) read._2();
        while (first < end && isBlank(BYTES.byteChar(input, first))) {
            first++;
        }
        while (end > first && isBlank(BYTES.byteChar(input, end - 1))) {
            end--;
        }
        for (int at = first; at < end; at++) {
            char c = BYTES.byteChar(input, at);
            if (c != ' ' && isBlank(c)) {
                return new Tuple2<>(asSent(input, first, end), read._2());
            }
        }
        return read;
    }

    private static HttpHeader asSent(ByteString input, int first, int end) {
        var value = new StringBuilder(end - first);
        for (int at = first; at < end; at++) {
            value.append(BYTES.byteChar(input, at));
        }
        return new RawHeader(NAME, value.toString());
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
