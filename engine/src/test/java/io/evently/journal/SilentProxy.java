package io.evently.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * Stands between a node and its PostgreSQL and can fall silent, as a host that lost its power does behind a firewall: it
 * reads and never answers, and never closes a connection. Connections that it was silent on stay silent for ever.
 */
public final class SilentProxy implements AutoCloseable {

    /** What becomes of bytes. */
    private enum Mode {
        PASSING,
        /** What the server is told gets there, what it answers does not get back. */
        ANSWERS_LOST,
        SILENT
    }

    private final ServerSocket listening;
    private final int target;
    private final List<Way> ways = new CopyOnWriteArrayList<>();
    private volatile Mode mode = Mode.PASSING;

    private SilentProxy(ServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
    }

    /** @param port of the server on 127.0.0.1 */
    public static SilentProxy before(int port) throws IOException {
        SilentProxy proxy = new SilentProxy(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), port);
        start(proxy::accept);
        return proxy;
    }

    /** The same URL, through this proxy. */
    public String url(String url) {
        return url.replace("127.0.0.1:" + target, "127.0.0.1:" + listening.getLocalPort());
    }

    /** From now on nothing gets through, on connections there are and on new ones. */
    public void fallSilent() {
        mode = Mode.SILENT;
        ways.forEach(way -> way.mode = Mode.SILENT);
    }

    /** From now on the server hears everything, and nobody hears the server, on connections there are. */
    public void loseAnswers() {
        ways.forEach(way -> way.mode = Mode.ANSWERS_LOST);
    }

    /** New connections get through again. */
    public void recover() {
        mode = Mode.PASSING;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        ways.forEach(Way::close);
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                Way way = new Way(listening.accept(), mode);
                ways.add(way);
                if (way.mode != Mode.SILENT) {
                    way.server = new Socket("127.0.0.1", target);
                    start(() -> way.pump(way.server, way.client, () -> way.mode == Mode.PASSING));
                }
                start(() -> way.pump(way.client, way.server, () -> way.mode != Mode.SILENT));
            }
        } catch (IOException closed) {
            // The end of this proxy, or of the server behind it.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "silent-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Way {
        private final Socket client;
        private Socket server;
        private volatile Mode mode;

        private Way(Socket client, Mode mode) {
            this.client = client;
            this.mode = mode;
        }

        private void pump(Socket from, Socket to, BooleanSupplier open) {
            byte[] bytes = new byte[8192];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to == null ? OutputStream.nullOutputStream() : to.getOutputStream();
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    if (open.getAsBoolean()) {
                        out.write(bytes, 0, read);
                    }
                }
            } catch (IOException ended) {
                // By either side: told to the other below.
            }
            if (mode == Mode.PASSING) {
                close();
            }
        }

        private void close() {
            try {
                client.close();
                if (server != null) {
                    server.close();
                }
            } catch (IOException e) {
                // It is closed.
            }
        }
    }
}
