package io.evently.loadtest.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetSocketAddress;

/** Requests as bytes, ready to be sent. */
public final class HttpText {

    private HttpText() {}

    /** What the {@code Host} header says of that server. */
    public static String host(InetSocketAddress server) {
        return server.getAddress().getHostAddress() + ":" + server.getPort();
    }

    /**
     * Any request; all is ASCII.
     *
     * @param token null: none
     * @param headers more of them, each ended by CR and LF
     * @param body JSON; empty: none
     */
    public static byte[] request(String host, String method, String path, String token, String headers, String body) {
        StringBuilder text = new StringBuilder(512)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\n");
        if (token != null) {
            text.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Type: application/json\r\n");
        }
        text.append(headers);
        if (!method.equals("GET")) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text.append("\r\n").append(body).toString().getBytes(ISO_8859_1);
    }
}
