package io.evently.loadtest.scenario.messages;

import io.evently.loadtest.client.HttpText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stream for each listener, all on one thread. A stream that the server ends, as it does after a while, is opened again
 * behind the last notification.
 */
final class OpenStreams implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final InetSocketAddress server;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Thread thread = new Thread(this::listen, "open-streams");
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger openedAgain = new AtomicInteger();
    private volatile boolean closed;
    private volatile IOException failure;

    /** The stream of one listener. */
    private final class Stream {

        private final Listener listener;
        private final StreamText text;
        private boolean counted;

        private Stream(Listener listener) {
            this.listener = listener;
            this.text = new StreamText(listener::line);
        }

        private void open() throws IOException {
            SocketChannel channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ByteBuffer request = ByteBuffer.wrap(listener.request(HttpText.host(server)));
            while (request.hasRemaining()) {
                channel.write(request);
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        private void read(SelectionKey key) throws IOException {
            buffer.clear();
            int count = ((SocketChannel) key.channel()).read(buffer);
            if (count < 0) {
                throw new IOException("the server closed the connection");
            }
            text.feed(buffer.flip());
            if (text.isOpen() && !counted) {
                counted = true;
                opened.incrementAndGet();
            }
        }
    }

    /** Opens them, one after the other; each is open when the server has said so. */
    OpenStreams(InetSocketAddress server, List<Listener> listeners) {
        this.server = server;
        try {
            this.selector = Selector.open();
            for (Listener listener : listeners) {
                new Stream(listener).open();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.setDaemon(true);
        thread.start();
        Patience.until("all streams are open", () -> {
            if (failure != null) {
                throw new IllegalStateException("a stream was refused", failure);
            }
            return opened.get() >= listeners.size();
        });
    }

    /** How many were opened again after the server had ended them. */
    int openedAgain() {
        return openedAgain.get();
    }

    private void listen() {
        while (!closed) {
            try {
                selector.select(this::ready);
            } catch (IOException | RuntimeException e) {
                failure = e instanceof IOException io ? io : new IOException(e);
                return;
            }
        }
    }

    private void ready(SelectionKey key) {
        Stream stream = (Stream) key.attachment();
        try {
            stream.read(key);
        } catch (IOException ended) {
            try {
                key.channel().close();
                if (!stream.counted) {
                    throw ended;
                }
                openedAgain.incrementAndGet();
                new Stream(stream.listener).open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
