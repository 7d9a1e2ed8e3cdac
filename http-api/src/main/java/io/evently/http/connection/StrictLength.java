package io.evently.http.connection;

import org.apache.pekko.http.impl.engine.parsing.HttpHeaderParser;
import org.apache.pekko.http.impl.engine.parsing.ParsingException;
import org.apache.pekko.http.impl.engine.parsing.package$;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.HttpHeader;
import org.apache.pekko.http.scaladsl.model.headers.Content$minusLength;
import org.apache.pekko.util.ByteString;
import scala.Function1;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * Reads {@code Content-Length} to the letter: digits (RFC 9110, section 8.6).
 *
 * <p>Pekko's own reader skips blanks among the digits ("1 4" is 14 to it), takes nothing for 0, and loses what 64 bits do
 * not hold (2^64 + 14 is 14). A proxy in front may read another length, and let a stranger's second request through
 * unseen.
 */
final class StrictLength extends HttpHeaderParser.HeaderValueParser {

    /** A number of them fits into 63 bits. */
    private static final int MOST_DIGITS = 18;

    /** Blanks around it are allowed, but not without end. */
    private static final int MOST_CHARACTERS = 64;

    private static final package$ BYTES = package$.MODULE$;

    private StrictLength() {
        // None is remembered: each connection would copy the parser's tree for it.
        super("Content-Length", 0);
    }

    /** Has it read all lengths that the parser meets. */
    static HttpHeaderParser in(HttpHeaderParser parser) {
        HttpHeaderParser.insert(parser, ByteString.fromString("content-length:"), new StrictLength());
        return parser;
    }

    @Override
    public Tuple2<HttpHeader, Object> apply(
            HttpHeaderParser parser, ByteString input, int start, Function1<ErrorInfo, BoxedUnit> onIllegalHeader) {
        int at = afterBlanks(input, start, start);
        int first = at;
        long length = 0;
        for (char c = BYTES.byteChar(input, at); c >= '0' && c <= '9'; c = BYTES.byteChar(input, at)) {
            if (at - first == MOST_DIGITS) {
                throw none();
            }
            length = length * 10 + (c - '0');
            at++;
        }
        if (at == first) {
            throw none();
        }
        at = afterBlanks(input, at, start);
        char end = BYTES.byteChar(input, at);
        if (end == '\r') {
            at++;
            end = BYTES.byteChar(input, at);
        }
        if (end != '\n') {
            throw none();
        }
        return new Tuple2<>(new Content$minusLength(length), at + 1);
    }

    private static int afterBlanks(ByteString input, int from, int start) {
        int at = from;
        for (char c = BYTES.byteChar(input, at); c == ' ' || c == '\t'; c = BYTES.byteChar(input, at)) {
            if (at - start == MOST_CHARACTERS) {
                throw none();
            }
            at++;
        }
        return at;
    }

    private static ParsingException none() {
        return new ParsingException("The length is none");
    }
}
