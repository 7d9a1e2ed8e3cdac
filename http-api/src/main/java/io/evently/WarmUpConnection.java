package io.evently;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A customer's connection to a {@link WarmUp}'s own server. A bare socket, not a client library: what a library's
 * classes cost to load and compile would be taken from those that the sale needs. Measured with 1,200 requests: 0.1 s of
 * a processor; {@code java.net.http}, with 1,300 classes more, took 1.7 s.
 */
final class WarmUpConnection implements AutoCloseable {

    /** The server is this process: one that answers later is broken. */
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream answers;

    /**
     * What was answered.
     *
     * @param location empty unless something was made
     */
    record Answer(int status, String location, String body) {}

    private WarmUpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.answers = new BufferedInputStream(socket.getInputStream(), 2_048);
    }

    static WarmUpConnection to(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(address, PATIENCE_MILLIS);
            return new WarmUpConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** @param headers lines that end in CR LF */
    void send(String method, String path, String headers, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        var request = new ByteArrayOutputStream();
        request.writeBytes((method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "Content-Length: "
                        + content.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(content);
        socket.getOutputStream().write(request.toByteArray());
    }

    Answer receive() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        String location = "";
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            String value = header.substring(colon + 1).strip();
            switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "location" -> location = value;
                case "content-length" -> length = Integer.parseInt(value);
                default -> {}
            }
        }
        return new Answer(status, location, new String(answers.readNBytes(length), StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = answers.read(); next != '\n'; next = answers.read()) {
            if (next < 0) {
                throw new IOException("the warm-up's own server closed the connection");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
