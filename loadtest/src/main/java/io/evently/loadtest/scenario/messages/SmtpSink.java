package io.evently.loadtest.scenario.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A mail server on loopback that takes every mail and remembers who got which when. It keeps no content, so its memory is
 * some 200 bytes a mail. A thread for each connection.
 */
final class SmtpSink implements AutoCloseable {

    private static final int BACKLOG = 64;
    private static final String OK = "250 OK";

    /**
     * A mail that was taken.
     *
     * @param messageId as its header has it
     * @param at {@link System#nanoTime()} of when all of it was here
     */
    record Mail(String messageId, long at) {}

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, List<Mail>> byRecipient = new ConcurrentHashMap<>();

    SmtpSink() {
        try {
            server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground("smtp-sink", this::accept);
    }

    /** As {@code EVENTLY_SMTP_URL} takes it. */
    String url() {
        return "smtp://127.0.0.1:" + server.getLocalPort();
    }

    /** What that address got so far, in the order in which it came. */
    List<Mail> to(String address) {
        List<Mail> mails = byRecipient.get(address);
        if (mails == null) {
            return List.of();
        }
        synchronized (mails) {
            return List.copyOf(mails);
        }
    }

    private static void inBackground(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                inBackground("smtp-connection", () -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
                OutputStream out = socket.getOutputStream()) {
            socket.setTcpNoDelay(true);
            say(out, "220 sink");
            List<String> recipients = new ArrayList<>();
            String line = in.readLine();
            while (line != null && !answer(line, in, out, recipients)) {
                line = in.readLine();
            }
        } catch (IOException gone) {
            // A sender that was killed, or this sink at its end: what was not taken was not taken.
        } finally {
            open.remove(socket);
        }
    }

    /** Whether that was the last word. */
    private boolean answer(String line, BufferedReader in, OutputStream out, List<String> recipients)
            throws IOException {
        String command = line.toUpperCase(Locale.ROOT);
        if (command.startsWith("EHLO")) {
            say(out, "250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8");
        } else if (command.startsWith("RCPT TO:")) {
            recipients.add(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
            say(out, OK);
        } else if (command.equals("DATA")) {
            say(out, "354 go on");
            take(messageId(in), recipients);
            recipients.clear();
            say(out, OK);
        } else if (command.equals("QUIT")) {
            say(out, "221 bye");
            return true;
        } else {
            recipients.removeIf(any -> command.startsWith("RSET") || command.startsWith("MAIL"));
            say(out, OK);
        }
        return false;
    }

    private void take(String messageId, List<String> recipients) {
        Mail mail = new Mail(messageId, System.nanoTime());
        for (String recipient : recipients) {
            List<Mail> mails = byRecipient.computeIfAbsent(recipient, any -> new ArrayList<>());
            synchronized (mails) {
                mails.add(mail);
            }
        }
    }

    /** Reads the mail to its end. */
    private static String messageId(BufferedReader in) throws IOException {
        String id = "none";
        String before = "";
        String line = in.readLine();
        while (line != null && !line.equals(".")) {
            if (before.equalsIgnoreCase("message-id:")) {
                id = line.strip();
            } else if (line.regionMatches(true, 0, "message-id:", 0, 11) && line.length() > 12) {
                id = line.substring(11).strip();
            }
            before = line.strip();
            line = in.readLine();
        }
        if (line == null) {
            throw new IOException("the mail has no end");
        }
        return id;
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
