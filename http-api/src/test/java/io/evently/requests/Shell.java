package io.evently.requests;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes a request as a line for bash, so that anybody can send it again. */
final class Shell {

    private static final String ADDRESS = "127.0.0.1";
    private static final String PORT = "8080";

    /** What curl sends by itself unless it is told not to. */
    private static final List<String> CURLS_OWN = List.of("Accept", "Content-Type", "User-Agent", "Expect");

    private Shell() {}

    static String line(GeneratedRequest request) {
        if (request.raw()) {
            return "printf -- " + printed(request.body()) + " | nc -w 5 " + ADDRESS + " " + PORT;
        }
        var line = new StringBuilder();
        if (request.body() != null) {
            line.append("printf -- ").append(printed(request.body())).append(" | ");
        }
        // -g: brackets are no patterns; --request-target: dots and percent signs stay as they are.
        line.append("curl -sgi --max-time 30 ")
                .append(request.isHead() ? "-I" : "-X " + quoted(request.method()))
                .append(" --request-target ")
                .append(quoted(request.target()))
                .append(" http://" + ADDRESS + ":" + PORT + "/ -H 'Host: localhost'");
        for (Header header : request.headers()) {
            line.append(" -H ")
                    .append(quoted(
                            header.value().isEmpty() ? header.name() + ";" : header.name() + ": " + header.value()));
        }
        CURLS_OWN.stream()
                .filter(name -> !request.sends(name))
                .forEach(name -> line.append(" -H '").append(name).append(":'"));
        return line.append(request.body() == null ? "" : " --data-binary @-").toString();
    }

    /** For printf, which knows octal digits and percent signs. */
    private static String printed(byte[] bytes) {
        var text = new StringBuilder("'");
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            if (c == '%') {
                text.append("%%");
            } else if (isPlain(c)) {
                text.append(c);
            } else {
                text.append(String.format("\\%03o", (int) c));
            }
        }
        return text.append('\'').toString();
    }

    private static String quoted(String latin1) {
        var text = new StringBuilder("$'");
        for (byte b : latin1.getBytes(StandardCharsets.ISO_8859_1)) {
            char c = (char) (b & 0xff);
            text.append(isPlain(c) ? String.valueOf(c) : String.format("\\%03o", (int) c));
        }
        return text.append('\'').toString();
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~' && c != '\'' && c != '\\';
    }
}
