package io.evently.http.server;

import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers requests that Pekko's parser refuses before there is a request: the same problem document as everywhere.
 *
 * <p>Pekko makes it by its name, which stands in {@code http-server.conf}. What the parser has to say is not repeated:
 * it quotes what was sent. Pekko's 414, 431, 501 and 505 all become 400, the contract's only code for a request that
 * cannot be read; a client's mistake is never a 5xx. The connection is closed: where the next request would begin is
 * unknown.
 */
public final class ParserRefusals extends ParsingErrorHandler {

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        log.debug("a request cannot be parsed: {}", error.summary());
        // Pekko gives us nothing of this server but its settings; they hold an answer with the headers all answers
        // have.
        return AnswerHeaders.standaloneLike(
                settings.getTerminationDeadlineExceededResponse(), problem(status.intValue(), error));
    }

    private static Problem problem(int status, ErrorInfo error) {
        if (error.summary().contains("more than one Content-Type")) {
            return malformed("The request has several Content-Type headers; send one.");
        }
        return switch (status) {
            case 413 -> Problem.of(ErrorCode.PAYLOAD_TOO_LARGE, "A request's body may have at most 64 KiB.");
            case 414 -> malformed("The request's URI is longer than 4,096 characters.");
            case 431 -> malformed("A header of the request is too long.");
            case 505 -> malformed("The server speaks HTTP/1.1.");
            case 501 -> malformed("The request's method is unknown.");
            default ->
                malformed(
                        "The request is no valid HTTP: its first line, a header or the framing of its body is broken.");
        };
    }

    private static Problem malformed(String detail) {
        return Problem.of(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
