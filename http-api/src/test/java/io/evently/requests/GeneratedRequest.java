package io.evently.requests;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One request, ready to be sent.
 *
 * @param number by which the seed makes it again
 * @param operation whose answer it gets, as {@code openapi.yaml} names it; null if that is not sure
 * @param what was done to it, for people
 * @param headers without {@code Host} and {@code Content-Length}
 * @param body null for none; all bytes of the request if it is raw
 * @param raw whether it breaks HTTP itself, and is sent byte by byte as it stands
 */
@SuppressWarnings("ArrayRecordComponent") // made once, sent once, never compared
record GeneratedRequest(
        long number,
        String operation,
        String what,
        Expect expect,
        String method,
        String target,
        List<Header> headers,
        byte[] body,
        boolean raw) {

    /** What goes over the wire. */
    byte[] bytes() {
        if (raw) {
            return body;
        }
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        headers.forEach(header ->
                head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        if (body != null && !sends("Transfer-Encoding")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        var all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (body != null) {
            all.writeBytes(body);
        }
        return all.toByteArray();
    }

    boolean sends(String header) {
        return headers.stream().anyMatch(sent -> sent.isNamed(header));
    }

    /** The value of that header if it is sent exactly once, else null. */
    String only(String header) {
        List<Header> sent =
                headers.stream().filter(each -> each.isNamed(header)).toList();
        return sent.size() == 1 ? sent.get(0).value() : null;
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** A line for a shell that sends the same to a server on port 8080. */
    String curl() {
        return Shell.line(this);
    }
}
