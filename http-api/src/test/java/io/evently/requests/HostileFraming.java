package io.evently.requests;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** Bytes that are hardly HTTP any more. The server may answer, or close the connection without a word. */
final class HostileFraming {

    private static final String HOST = "Host: localhost\r\n";

    private HostileFraming() {}

    static void change(Draft draft, RandomGenerator random) {
        String target = draft.target();
        String method = draft.method;
        String line = method + " " + target + " HTTP/1.1\r\n";
        String body = draft.json == null ? "{}" : draft.json.toString();
        var headers = new StringBuilder();
        draft.headers.forEach(header -> headers.append(header.name())
                .append(": ")
                .append(header.value())
                .append("\r\n"));
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        String length = "Content-Length: " + bytes + "\r\n";
        String chunked = "Transfer-Encoding: chunked\r\n";
        String chunk = Integer.toHexString(bytes) + "\r\n" + body + "\r\n";
        List<String> all = List.of(
                line + HOST + headers + chunked + "\r\n" + chunk + "0\r\n\r\n",
                line.replace("1.1", "1.0") + headers + chunked + "\r\n" + chunk + "0\r\n\r\n",
                line.replace("1.1", "1.0") + headers + length + "\r\n" + body,
                line.replace("1.1", "1.0") + headers + "Connection: keep-alive\r\n" + chunked + "\r\n" + chunk
                        + "0\r\n\r\n",
                line + HOST + headers + length + chunked + "\r\n" + chunk + "0\r\n\r\n",
                line + HOST + headers + length + "Content-Length: 1\r\n\r\n" + body,
                line + HOST + headers + length + length + "\r\n" + body,
                line + HOST + headers + "Content-Length: -1\r\n\r\n" + body,
                line + HOST + headers + "Content-Length: 99999999999999999999\r\n\r\n" + body,
                line + HOST + headers + "Content-Length: 1e3\r\n\r\n" + body,
                line + HOST + headers + "Content-Length: " + (bytes + 10) + "\r\n\r\n" + body,
                line + HOST + headers + "Transfer-Encoding: chunked, chunked\r\n\r\n" + chunk + "0\r\n\r\n",
                line + HOST + headers + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunk + "0\r\n\r\n",
                line + HOST + headers + "Transfer-Encoding: identity\r\n" + length + "\r\n" + body,
                line + HOST + headers + "Transfer-Encoding : chunked\r\n\r\n" + chunk + "0\r\n\r\n",
                line + HOST + headers + chunked + "\r\nzz\r\n" + body,
                line + HOST + headers + chunked + "\r\n-1\r\n" + body,
                line + HOST + headers + chunked + "\r\nffffffffffffffff\r\n" + body,
                line + HOST + headers + chunked + "\r\n" + chunk,
                line + HOST + headers + chunked + "\r\n" + chunk + "0\r\nAuthorization: Bearer x\r\n\r\n",
                line + HOST + headers + chunked + "\r\n" + chunk.replace("\r\n", ";a=\"" + "b".repeat(300) + "\"\r\n")
                        + "0\r\n\r\n",
                line.replace("\r\n", "\n") + HOST.replace("\r\n", "\n")
                        + headers.toString().replace("\r\n", "\n") + "\n",
                line + HOST + headers + " folded: 1\r\n\r\n",
                line + HOST + headers + "X-Folded: a\r\n b\r\n" + length + "\r\n" + body,
                line + headers + length + "\r\n" + body,
                line + HOST + HOST + headers + length + "\r\n" + body,
                line + "Host: \u00ff@:99999\r\n" + headers + length + "\r\n" + body,
                line + HOST + headers,
                line,
                line.substring(0, line.length() / 2),
                "\r\n\r\n" + line + HOST + headers + length + "\r\n" + body,
                line.replace("1.1", "2.0") + HOST + headers + "\r\n",
                line.replace("1.1", "9.9") + HOST + headers + "\r\n",
                line.replace(" HTTP/1.1", "") + HOST + "\r\n",
                line.replace(" ", "  ") + HOST + headers + "\r\n",
                line.replace("/", "\t/") + HOST + "\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n",
                "CONNECT 127.0.0.1:22 HTTP/1.1\r\n" + HOST + "\r\n",
                method + " http://evil.example" + target + " HTTP/1.1\r\n" + HOST + headers + length + "\r\n" + body,
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                "\u0000".repeat(100),
                "A".repeat(10_000) + " / HTTP/1.1\r\n" + HOST + "\r\n",
                line + HOST + "X-Long: " + "a".repeat(70_000) + "\r\n\r\n",
                line + HOST + "X-Many: a\r\n".repeat(200) + "\r\n",
                line + HOST + ": no name\r\n\r\n",
                line + HOST + "no colon\r\n\r\n",
                line + HOST + headers + length + "\r\n" + body + line + HOST + "\r\n");
        int chosen = random.nextInt(all.size());
        // The body may hold more than Latin-1: head and body are bytes already when they meet.
        draft.body = bytes(all.get(chosen), body);
        draft.raw = true;
        draft.sameOperation = false;
        draft.changed("framing " + chosen, Expect.ANY);
    }

    private static byte[] bytes(String text, String body) {
        String latin1 = new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return text.replace(body, latin1).getBytes(StandardCharsets.ISO_8859_1);
    }
}
