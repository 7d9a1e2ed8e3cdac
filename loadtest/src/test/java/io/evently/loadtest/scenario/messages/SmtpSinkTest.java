package io.evently.loadtest.scenario.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** It takes what a mail program says, and remembers no more than who got what. */
class SmtpSinkTest {

    @Test
    void twoMailsOnOneConnectionAreTaken() throws IOException {
        try (var sink = new SmtpSink();
                var socket = new Socket("127.0.0.1", URI.create(sink.url()).getPort());
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
            assertThat(in.readLine()).startsWith("220");
            say(socket, in, "EHLO me", "250 SMTPUTF8");
            for (String id : List.of("<1@evently>", "<2@evently>")) {
                say(socket, in, "MAIL FROM:<tickets@example.org>", "250 OK");
                say(socket, in, "RCPT TO:<anna@example.org>", "250 OK");
                say(socket, in, "DATA", "354 go on");
                say(socket, in, "Subject: x\r\nMessage-ID: " + id + "\r\n\r\n..\r\nbye\r\n.", "250 OK");
            }
            say(socket, in, "QUIT", "221 bye");

            assertThat(sink.to("anna@example.org"))
                    .extracting(SmtpSink.Mail::messageId)
                    .containsExactly("<1@evently>", "<2@evently>");
            assertThat(sink.to("nobody@example.org")).isEmpty();
        }
    }

    private static void say(Socket socket, BufferedReader in, String line, String last) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
        String answer = in.readLine();
        while (!answer.equals(last)) {
            assertThat(answer).startsWith("250-");
            answer = in.readLine();
        }
    }
}
