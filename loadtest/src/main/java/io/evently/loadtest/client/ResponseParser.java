package io.evently.loadtest.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * Reads HTTP/1.1 responses byte by byte as they arrive, one after another on the same connection. Knows a body by
 * {@code Content-Length}, by {@code chunked}, or by the end of the connection.
 */
final class ResponseParser {

    private static final int LONGEST_LINE = 32 * 1024;
    private static final int LARGEST_BODY = 64 * 1024 * 1024;

    private enum Part {
        STATUS_LINE,
        HEADER,
        BODY,
        BODY_TO_THE_END,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        COMPLETE
    }

    private Part part = Part.STATUS_LINE;
    private byte[] line = new byte[256];
    private int lineLength;

    private int status;
    private Duration retryAfter;
    private boolean replayed;
    private boolean keepAlive = true;
    private boolean chunked;
    private int contentLength = -1;
    private byte[] body = {};
    private int bodyLength;
    private int missing;

    /**
     * Takes what has arrived.
     *
     * @return whether a response is complete; what follows it stays in the buffer
     * @throws IOException when this is no HTTP/1.1 response
     */
    boolean feed(ByteBuffer in) throws IOException {
        while (part != Part.COMPLETE && in.hasRemaining()) {
            switch (part) {
                case BODY, CHUNK -> takeBody(in);
                case BODY_TO_THE_END -> takeAll(in);
                default -> takeLine(in);
            }
        }
        return part == Part.COMPLETE;
    }

    /** The connection has ended: whether that completes the response. */
    boolean feedEnd() {
        if (part == Part.BODY_TO_THE_END) {
            part = Part.COMPLETE;
            keepAlive = false;
        }
        return part == Part.COMPLETE;
    }

    /** Whether the response read allows another request on this connection. */
    boolean keepAlive() {
        return keepAlive;
    }

    /** The response just completed; the parser is ready for the next one afterwards. */
    Outcome.Answer take(long latencyNanos) {
        byte[] whole = bodyLength == body.length ? body : Arrays.copyOf(body, bodyLength);
        var answer = new Outcome.Answer(status, retryAfter, replayed, whole, latencyNanos);
        reset();
        return answer;
    }

    /** Forgets whatever was read: the next byte begins a response. */
    void reset() {
        part = Part.STATUS_LINE;
        lineLength = 0;
        status = 0;
        retryAfter = null;
        replayed = false;
        chunked = false;
        contentLength = -1;
        body = new byte[0];
        bodyLength = 0;
        missing = 0;
    }

    private void takeLine(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            byte b = in.get();
            if (b == '\n') {
                int end = lineLength > 0 && line[lineLength - 1] == '\r' ? lineLength - 1 : lineLength;
                lineLength = 0;
                endOfLine(end);
                return;
            }
            if (lineLength == line.length) {
                if (line.length >= LONGEST_LINE) {
                    throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
                }
                line = Arrays.copyOf(line, line.length * 2);
            }
            line[lineLength++] = b;
        }
    }

    private void endOfLine(int length) throws IOException {
        switch (part) {
            case STATUS_LINE -> statusLine(length);
            case HEADER -> {
                if (length == 0) {
                    endOfHeaders();
                } else {
                    header(length);
                }
            }
            case CHUNK_SIZE -> chunkSize(length);
            case CHUNK_END -> part = Part.CHUNK_SIZE;
            case TRAILER -> part = length == 0 ? Part.COMPLETE : Part.TRAILER;
            default -> throw new IllegalStateException("no line expected in " + part);
        }
    }

    private void statusLine(int length) throws IOException {
        String text = text(0, length);
        if (length < 12 || !text.startsWith("HTTP/1.") || text.charAt(8) != ' ') {
            throw new IOException("no HTTP status line: " + text);
        }
        status = (int) number(text.substring(9, 12), 10);
        keepAlive = text.startsWith("HTTP/1.1");
        part = Part.HEADER;
    }

    private void header(int length) throws IOException {
        if (isNamed("content-length:", length)) {
            contentLength = bounded(number(value("content-length:", length), 10));
        } else if (isNamed("transfer-encoding:", length)) {
            chunked = value("transfer-encoding:", length).equalsIgnoreCase("chunked");
        } else if (isNamed("connection:", length)) {
            keepAlive = !value("connection:", length).equalsIgnoreCase("close");
        } else if (isNamed("retry-after:", length)) {
            retryAfter = Duration.ofSeconds(number(value("retry-after:", length), 10));
        } else if (isNamed("idempotent-replayed:", length)) {
            replayed = value("idempotent-replayed:", length).equalsIgnoreCase("true");
        }
    }

    private void endOfHeaders() {
        boolean interim = status < 200;
        boolean without = status == 204 || status == 304;
        if (interim) {
            reset();
        } else if (without || contentLength == 0) {
            part = Part.COMPLETE;
        } else if (chunked) {
            part = Part.CHUNK_SIZE;
        } else if (contentLength > 0) {
            expectBody(contentLength);
            part = Part.BODY;
        } else {
            part = Part.BODY_TO_THE_END;
        }
    }

    private void chunkSize(int length) throws IOException {
        String text = text(0, length);
        int extension = text.indexOf(';');
        int size = bounded(number(extension < 0 ? text : text.substring(0, extension), 16) + bodyLength) - bodyLength;
        if (size == 0) {
            part = Part.TRAILER;
        } else {
            expectBody(size);
            part = Part.CHUNK;
        }
    }

    private void expectBody(int bytes) {
        missing = bytes;
        body = Arrays.copyOf(body, bodyLength + bytes);
    }

    private void takeBody(ByteBuffer in) {
        int count = Math.min(missing, in.remaining());
        in.get(body, bodyLength, count);
        bodyLength += count;
        missing -= count;
        if (missing == 0) {
            part = part == Part.BODY ? Part.COMPLETE : Part.CHUNK_END;
        }
    }

    private void takeAll(ByteBuffer in) throws IOException {
        expectBody(bounded((long) bodyLength + in.remaining()) - bodyLength);
        int count = in.remaining();
        in.get(body, bodyLength, count);
        bodyLength += count;
    }

    private static int bounded(long bodyBytes) throws IOException {
        if (bodyBytes > LARGEST_BODY) {
            throw new IOException("a body of more than " + LARGEST_BODY + " bytes");
        }
        return (int) bodyBytes;
    }

    private static long number(String text, int radix) throws IOException {
        try {
            return Integer.parseUnsignedInt(text.strip(), radix) & 0xffff_ffffL;
        } catch (NumberFormatException e) {
            throw new IOException("no number: " + text, e);
        }
    }

    /** Whether the line begins with that lower-case name, in any case. */
    private boolean isNamed(String name, int length) {
        if (length < name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            byte b = line[i];
            int lower = b >= 'A' && b <= 'Z' ? b + 32 : b;
            if (lower != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String value(String name, int length) {
        return text(name.length(), length).strip();
    }

    private String text(int from, int to) {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
