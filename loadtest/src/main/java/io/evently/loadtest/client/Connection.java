package io.evently.loadtest.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One caller's connection: opened when first needed, kept for the next request, opened anew after a loss. */
final class Connection {

    final Caller caller;
    private final InetSocketAddress server;
    private final InetAddress from;
    private final Selector selector;
    private final ResponseParser parser = new ResponseParser();
    private SocketChannel channel;
    private SelectionKey key;
    private ByteBuffer unsent;
    private boolean inFlight;
    private long sentAt;
    private long wakeAt;

    /**
     * A connection, not opened yet.
     *
     * @param from the address it comes from; null: whichever the system takes
     */
    Connection(Caller caller, InetSocketAddress server, InetAddress from, Selector selector) {
        this.caller = caller;
        this.server = server;
        this.from = from;
        this.selector = selector;
    }

    /** {@link System#nanoTime()} of when the request in flight was handed over. */
    long sentAt() {
        return sentAt;
    }

    boolean inFlight() {
        return inFlight;
    }

    /** {@link System#nanoTime()} of when the caller's pause is over. */
    long wakeAt() {
        return wakeAt;
    }

    void sleepUntil(long nanos) {
        wakeAt = nanos;
    }

    /** Connects and waits for it; else {@link #send} connects when it has something to send. */
    void open() throws IOException {
        channel = opened();
        channel.connect(server);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Sends the request, or as much of it as the socket takes; connects first if need be. */
    void send(byte[] request, long now) throws IOException {
        inFlight = true;
        sentAt = now;
        unsent = ByteBuffer.wrap(request);
        if (channel == null) {
            connect();
        } else {
            write();
        }
    }

    /**
     * Moves on with what the selector found ready.
     *
     * @param scratch a buffer nobody else uses meanwhile
     * @return the answer, if it is complete now, else null
     */
    Outcome.Answer ready(ByteBuffer scratch) throws IOException {
        if (key.isConnectable() && channel.finishConnect()) {
            write();
            return null;
        }
        if (key.isWritable()) {
            write();
        }
        return key.isReadable() ? read(scratch) : null;
    }

    /** The request in flight has no answer and will have none: the connection is of no more use. */
    void lose() {
        inFlight = false;
        close();
    }

    void close() {
        parser.reset();
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The socket is given up either way.
            }
            channel = null;
        }
    }

    private SocketChannel opened() throws IOException {
        SocketChannel opened = SocketChannel.open();
        if (from != null) {
            opened.bind(new InetSocketAddress(from, 0));
        }
        return opened;
    }

    private void connect() throws IOException {
        channel = opened();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, SelectionKey.OP_CONNECT, this);
        if (channel.connect(server)) {
            write();
        }
    }

    private void write() throws IOException {
        channel.write(unsent);
        key.interestOps(unsent.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private Outcome.Answer read(ByteBuffer scratch) throws IOException {
        scratch.clear();
        int count = channel.read(scratch);
        scratch.flip();
        boolean complete = count < 0 ? parser.feedEnd() : parser.feed(scratch);
        if (!complete) {
            if (count < 0) {
                throw new EOFException("closed by the server");
            }
            return null;
        }
        if (!inFlight || scratch.hasRemaining()) {
            throw new IOException("the server said more than it was asked");
        }
        inFlight = false;
        var answer = parser.take(System.nanoTime() - sentAt);
        boolean answeredEarly = unsent.hasRemaining();
        if (answeredEarly || !parser.keepAlive()) {
            close();
        }
        return answer;
    }
}
