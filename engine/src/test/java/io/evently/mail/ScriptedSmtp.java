package io.evently.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A mail server that answers as a test wants: by default it takes everything. */
final class ScriptedSmtp implements AutoCloseable {

    /** An answer in place of one: the server says nothing more, and keeps the connection. */
    static final String SILENCE = "silence";

    /** The server ends the connection. */
    static final String END = "end";

    private final ServerSocket listening;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    /** What came in DATA, each mail. */
    final List<String> mails = new CopyOnWriteArrayList<>();
    /** How many connections were made. */
    final List<String> connections = new CopyOnWriteArrayList<>();

    /** Given a command, or {@code "."} for the end of a mail: the answer, or null for the usual one. */
    volatile Function<String, String> script = command -> null;

    ScriptedSmtp() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    SmtpProvider provider(Duration read) {
        SmtpUrl url = SmtpUrl.parse("smtp://127.0.0.1:" + listening.getLocalPort());
        return new SmtpProvider(url, "example.com", Duration.ofSeconds(10), read, null);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                open.add(socket);
                connections.add("one");
                start(() -> talk(socket));
            }
        } catch (IOException closed) {
            // The test is over.
            return;
        }
    }

    private void talk(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                OutputStream out = socket.getOutputStream()) {
            if (!say(out, "", "220 ready")) {
                return;
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!say(out, line, usual(line))) {
                    return;
                }
                if (line.equals("DATA") && script.apply("DATA") == null) {
                    String mail = data(in);
                    if (script.apply(".") == null) {
                        mails.add(mail);
                    }
                    if (!say(out, ".", "250 taken")) {
                        return;
                    }
                }
            }
        } catch (IOException gone) {
            // The client went, or the test is over.
            return;
        }
    }

    private static String usual(String command) {
        if (command.startsWith("EHLO")) {
            return "250-scripted\r\n250 ENHANCEDSTATUSCODES";
        }
        return command.equals("DATA") ? "354 go on" : command.equals("QUIT") ? "221 bye" : "250 ok";
    }

    private static String data(BufferedReader in) throws IOException {
        StringBuilder mail = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line).append('\n');
        }
        return mail.toString();
    }

    private boolean say(OutputStream out, String command, String usual) throws IOException {
        String scripted = script.apply(command);
        if (END.equals(scripted)) {
            return false;
        }
        if (!SILENCE.equals(scripted)) {
            out.write(((scripted == null ? usual : scripted) + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
