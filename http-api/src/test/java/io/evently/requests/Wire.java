package io.evently.requests;

import io.evently.http.server.RawClient.Answer;
import io.evently.routes.Eventually;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection that sends anything, and reads whatever a server may answer; opened again when it was closed. */
final class Wire implements AutoCloseable {

    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int FIRST_FINAL = 200;

    private final int port;
    private Socket socket;
    private InputStream in;

    Wire(int port) {
        this.port = port;
    }

    /**
     * Sends a request and reads its answer; of a stream no more than its first event.
     *
     * @return null if the server closed the connection without a word
     */
    Answer send(GeneratedRequest request) throws IOException {
        boolean used = socket != null;
        if (request.raw()) {
            close();
            used = false;
        }
        Answer answer = tryToSend(request);
        if (answer == null && used) {
            // An idle connection may be closed at any time.
            answer = tryToSend(request);
        }
        if (request.raw()) {
            close();
        }
        return answer;
    }

    private Answer tryToSend(GeneratedRequest request) throws IOException {
        if (socket == null) {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(Eventually.PATIENCE.toMillis()));
            in = new BufferedInputStream(socket.getInputStream());
        }
        try {
            socket.getOutputStream().write(request.bytes());
            if (request.raw()) {
                // Else a server that waits for the rest of it waits for as long as it is patient.
                socket.shutdownOutput();
            }
        } catch (SocketException refusedBeforeItsEnd) {
            // What the server said before it closed can still be read.
        }
        try {
            return read(request.isHead());
        } catch (EOFException | SocketException e) {
            close();
            return null;
        }
    }

    private Answer read(boolean toHead) throws IOException {
        int status = statusOf(line());
        Map<String, String> headers = headers();
        while (status < FIRST_FINAL) {
            status = statusOf(line());
            headers = headers();
        }
        boolean closes = headers.getOrDefault("connection", "").equalsIgnoreCase("close");
        boolean hasBody = !toHead && status != NO_CONTENT && status != NOT_MODIFIED;
        byte[] body = {};
        if (hasBody && headers.getOrDefault("content-type", "").startsWith("text/event-stream")) {
            body = firstEvent(headers);
            closes = true;
        } else if (hasBody && headers.containsKey("transfer-encoding")) {
            body = chunks();
        } else if (hasBody && headers.containsKey("content-length")) {
            body = exactly(Integer.parseInt(headers.get("content-length")));
        } else if (hasBody) {
            body = in.readAllBytes();
            closes = true;
        }
        if (closes) {
            close();
        }
        return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static int statusOf(String line) throws IOException {
        if (!line.startsWith("HTTP/1.")) {
            throw new IOException("no status line: " + line);
        }
        return Integer.parseInt(line.split(" ", 3)[1]);
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("no header: " + line);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** Up to the end of the first data, or of the first comment if there is nothing to tell yet. */
    private byte[] firstEvent(Map<String, String> headers) throws IOException {
        boolean chunked = headers.containsKey("transfer-encoding");
        var event = new ByteArrayOutputStream();
        while (!isWhole(event)) {
            // Without chunks its end says nothing: a stream ends when its client sends no more, as raw requests do.
            byte[] more = chunked ? chunk() : in.readNBytes(1);
            if (more.length == 0) {
                break;
            }
            event.writeBytes(more);
        }
        return event.toByteArray();
    }

    private static boolean isWhole(ByteArrayOutputStream event) {
        String text = event.toString(StandardCharsets.UTF_8);
        int said = text.startsWith(":") ? 0 : Math.max(text.indexOf("data:"), text.indexOf("\n:"));
        return said >= 0 && text.indexOf("\n\n", said) >= 0;
    }

    private byte[] chunks() throws IOException {
        var all = new ByteArrayOutputStream();
        for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
            all.writeBytes(chunk);
        }
        return all.toByteArray();
    }

    /** Empty for the last one. */
    private byte[] chunk() throws IOException {
        byte[] chunk = exactly(Integer.parseInt(line().split(";", 2)[0].strip(), 16));
        line();
        return chunk;
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("closed after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed after: " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
