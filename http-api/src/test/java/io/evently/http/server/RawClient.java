package io.evently.http.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.routes.Eventually;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Speaks HTTP over a plain socket, so that a test may say what no well-behaved client would. */
public final class RawClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket;
    private final InputStream in;

    public RawClient(int port) {
        this(port, "127.0.0.1", 64 * 1024);
    }

    /**
     * @param from the address to come from, one of this machine
     * @param unread bytes the system keeps for a client who does not read, about
     */
    public RawClient(int port, String from, int unread) {
        try {
            socket = new Socket();
            socket.setReceiveBufferSize(unread);
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(Math.toIntExact(Eventually.PATIENCE.toMillis()));
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends bytes as they are, one per character. */
    public RawClient send(String latin1) {
        return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Sends a request with a body in UTF-8, in one packet. */
    public RawClient request(String method, String target, String headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String length = body.isEmpty() && method.equals("GET") ? "" : "Content-Length: " + bytes.length + "\r\n";
        var all = new ByteArrayOutputStream();
        String head = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + length + "\r\n";
        all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(bytes);
        return send(all.toByteArray());
    }

    /** Says that nothing more will be sent. */
    public RawClient finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Reads one answer. */
    public Answer answer() {
        return answer(true);
    }

    /** Reads one answer that has no body, whatever it says about its length. */
    public Answer answerToHead() {
        return answer(false);
    }

    /** All that comes until the server closes the connection; a reset ends it, too. */
    public String everything() {
        var all = new ByteArrayOutputStream();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                all.write(c);
            }
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException reset) {
            // What came before it counts.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads so many bytes at most; how many there were, negative at the end. */
    public int read(int most) {
        try {
            return in.read(new byte[most]);
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException reset) {
            return -1;
        }
    }

    /** Whether the server has closed the connection; waits for it to speak or close. */
    public boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer answer(boolean withBody) {
        try {
            String status = line();
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            String body = withBody ? new String(in.readNBytes(length), StandardCharsets.UTF_8) : "";
            return new Answer(Integer.parseInt(status.split(" ")[1]), headers, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection after: " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** What the server said; headers by their names in small letters. */
    public record Answer(int status, Map<String, String> headers, String body) {

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }

        public String code() {
            return json().path("code").asText();
        }

        /** A field's text. */
        public String text(String field) {
            return json().path(field).asText();
        }

        /** A field's whole number; not the default of a missing one. */
        public int number(String field) {
            return json().path(field).asInt(Integer.MIN_VALUE);
        }

        /** A header by its name in small letters; null if it was not sent. */
        public String header(String name) {
            return headers.get(name);
        }

        /** One field of each item of a list. */
        public List<String> items(String field) {
            return json().path("items").findValuesAsText(field);
        }
    }
}
