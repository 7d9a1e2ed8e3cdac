package io.evently.loadtest.scenario.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The lines of one stream of server-sent events, out of the chunks of HTTP they come in. Used by one thread. */
final class StreamText {

    /** More than any event has. */
    private static final int LONGEST_LINE = 64 * 1024;

    private enum Part {
        HEAD,
        SIZE,
        CONTENT,
        END_OF_CHUNK
    }

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    /** Apart, because a line of content may go on in the next chunk. */
    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();

    private final Consumer<String> lines;
    private Part part = Part.HEAD;
    private boolean statusRead;
    private int left;

    /** @param lines told of each line of content, without its end */
    StreamText(Consumer<String> lines) {
        this.lines = lines;
    }

    /** Whether the server has said that it streams. */
    boolean isOpen() {
        return part != Part.HEAD;
    }

    /** @throws IOException if the server refuses, ends the stream, or sends no chunks */
    void feed(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (part == Part.CONTENT && left == 0) {
                part = Part.END_OF_CHUNK;
            }
            byte next = bytes.get();
            left -= part == Part.CONTENT ? 1 : 0;
            if (next != '\n') {
                keep(next);
            } else if (part == Part.CONTENT) {
                lines.accept(take(content));
            } else if (part == Part.END_OF_CHUNK) {
                part = Part.SIZE;
            } else {
                framing(take(frame));
            }
        }
    }

    private void keep(byte next) throws IOException {
        if (part == Part.END_OF_CHUNK) {
            return;
        }
        ByteArrayOutputStream line = part == Part.CONTENT ? content : frame;
        if (line.size() == LONGEST_LINE) {
            throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
        }
        line.write(next);
    }

    private static String take(ByteArrayOutputStream line) {
        String text = line.toString(UTF_8);
        line.reset();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private void framing(String text) throws IOException {
        if (part == Part.SIZE) {
            left = Integer.parseInt(text, 16);
            if (left == 0) {
                throw new IOException("the stream has ended");
            }
            part = Part.CONTENT;
        } else if (!statusRead) {
            statusRead = true;
            if (!text.startsWith("HTTP/1.1 200")) {
                throw new IOException("no stream: " + text);
            }
        } else if (text.isEmpty()) {
            part = Part.SIZE;
        }
    }
}
