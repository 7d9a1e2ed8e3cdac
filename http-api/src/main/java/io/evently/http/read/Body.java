package io.evently.http.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.settings.ParserSettings;

/** A request's body as far as it was read. */
public final class Body {

    /** Bodies are commands, not files: the contract allows 64 KiB. */
    public static final int MOST_BYTES = 64 * 1024;

    private static final String ENCODING = "content-encoding";

    public static final Body NONE = new Body(new byte[0], "", Fate.COMPLETE);

    private final byte[] bytes;
    private final String contentType;
    private final Fate fate;

    private Body(byte[] bytes, String contentType, Fate fate) {
        this.bytes = bytes;
        this.contentType = contentType;
        this.fate = fate;
    }

    /**
     * A body that came as a whole.
     *
     * @param contentType as it was declared; empty if it was not
     */
    public static Body complete(byte[] bytes, String contentType) {
        return new Body(bytes, contentType, Fate.COMPLETE);
    }

    /** A body that did not. */
    public static Body failed(Fate fate) {
        return new Body(new byte[0], "", fate);
    }

    /** How reading the body ended. */
    public enum Fate {
        COMPLETE,
        TOO_LARGE,
        /** It is larger than most, and too many such are under way. */
        TOO_MANY,
        TOO_SLOW,
        BROKEN
    }

    /** Refuses a body that did not come as a whole. */
    public void mustBeComplete() {
        switch (fate) {
            case COMPLETE -> {}
            case TOO_LARGE ->
                throw Problem.of(ErrorCode.PAYLOAD_TOO_LARGE, "A request's body may have at most 64 KiB.");
            case TOO_MANY -> throw Problem.of(ErrorCode.BUSY, "Too many large bodies are under way; send it again.");
            case TOO_SLOW ->
                throw Problem.of(ErrorCode.MALFORMED_REQUEST, "The request's body did not arrive in time.");
            case BROKEN ->
                throw Problem.of(ErrorCode.MALFORMED_REQUEST, "The request's body broke off or is badly framed.");
        }
    }

    /**
     * Has Pekko tell the charset of JSON, which it drops else: its own {@code application/json} has none.
     */
    public static ParserSettings withCharsets(ParserSettings settings) {
        return settings.withCustomMediaTypes(MediaTypes.customWithOpenCharset("application", "json", Map.of(), false));
    }

    /**
     * Refuses a body that is compressed or in another charset than UTF-8, also where nobody reads it.
     *
     * @throws Problem 415
     */
    public void mustBePlain(RequestHeaders headers) {
        if (isEmpty()) {
            return;
        }
        if (!Negotiation.isUtf8(contentType)) {
            throw Problem.of(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Send the body in UTF-8: without a charset in Content-Type, or with charset=utf-8.");
        }
        boolean isEncoded = headers.first(ENCODING).isPresent();
        if (isEncoded && !Negotiation.isIdentity(headers.all(ENCODING))) {
            throw Problem.of(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "Send the body as it is, without Content-Encoding: compressed bodies are not taken.")
                    .withHeader("Accept-Encoding", "identity");
        }
    }

    /** Whether there is nothing in it, or only what JSON takes for white space. */
    public boolean isEmpty() {
        for (byte each : bytes) {
            if (each != ' ' && each != '\t' && each != '\r' && each != '\n') {
                return false;
            }
        }
        return true;
    }

    /** As it came; nobody changes it. */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The JSON in it.
     *
     * @throws Problem 415 unless it is declared as JSON; 400 if it is empty or not JSON
     */
    public JsonNode json() {
        if (isEmpty()) {
            throw Problem.of(ErrorCode.MALFORMED_REQUEST, "The body is empty; this route expects a JSON object.");
        }
        if (!Negotiation.isJson(contentType)) {
            throw Problem.of(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Send the body as JSON, with the header Content-Type: application/json.");
        }
        return JsonTree.parse(bytes);
    }
}
