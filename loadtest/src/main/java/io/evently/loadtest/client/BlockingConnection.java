package io.evently.loadtest.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One customer's connection to one server, for a thread that waits for its answer. Opened when first needed, kept for
 * the next request, opened anew after a loss. Used by one thread at a time.
 */
public final class BlockingConnection implements AutoCloseable {

    private static final int CONNECT_MILLIS = 1_000;

    private static final int BUFFER = 16 * 1024;

    private final InetSocketAddress server;
    private final InetAddress from;
    private final ResponseParser parser = new ResponseParser();
    private final byte[] buffer = new byte[BUFFER];
    private Socket socket;

    /** A line to that server, not opened yet. */
    public BlockingConnection(InetSocketAddress server) {
        this(server, null);
    }

    /** The same from another address of this machine. */
    public BlockingConnection(InetSocketAddress server, InetAddress from) {
        this.server = server;
        this.from = from;
    }

    /**
     * Opens it, if it is not open.
     *
     * @throws IOException when nobody takes the call within a second: nothing was sent
     */
    public void open() throws IOException {
        if (socket == null) {
            var opened = new Socket();
            try {
                opened.setTcpNoDelay(true);
                if (from != null) {
                    opened.bind(new InetSocketAddress(from, 0));
                }
                opened.connect(server, CONNECT_MILLIS);
            } catch (IOException e) {
                opened.close();
                throw e;
            }
            socket = opened;
        }
    }

    /** Sends the request on the open line, and returns with the answer or without one after that time. */
    public Outcome ask(byte[] request, Duration patience) {
        long start = System.nanoTime();
        try {
            socket.getOutputStream().write(request);
            return read(start, patience.toNanos());
        } catch (IOException e) {
            close();
            return new Outcome.Lost(String.valueOf(e.getMessage()));
        }
    }

    private Outcome.Answer read(long start, long patience) throws IOException {
        boolean complete = false;
        while (!complete) {
            long left = patience - (System.nanoTime() - start);
            // 0 would be for ever.
            socket.setSoTimeout((int) Math.max(1, left / 1_000_000));
            int count = socket.getInputStream().read(buffer);
            complete = count < 0 ? parser.feedEnd() : parser.feed(ByteBuffer.wrap(buffer, 0, count));
            if (count < 0 && !complete) {
                throw new EOFException("closed by the server");
            }
        }
        boolean goesOn = parser.keepAlive();
        var answer = parser.take(System.nanoTime() - start);
        if (!goesOn) {
            close();
        }
        return answer;
    }

    /** Closes it; it may be opened again. */
    @Override
    public void close() {
        parser.reset();
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // The socket is given up either way.
            }
            socket = null;
        }
    }
}
