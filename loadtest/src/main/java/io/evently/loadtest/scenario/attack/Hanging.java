package io.evently.loadtest.scenario.attack;

import io.evently.loadtest.client.Schedule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Opens connections, says something on each, and stays on the line for as long as the server lets it; what is closed is
 * opened again. One thread.
 */
final class Hanging {

    private static final int SELECT_MILLIS = 10;

    /** "HTTP/1.1 200": enough to know how it was answered. */
    private static final int STATUS_ENDS = 12;

    private static final int OK = 200;

    private final InetSocketAddress server;
    private final InetAddress from;
    private final int wanted;
    private final Schedule connects;
    private final Supplier<byte[]> opening;
    private final byte[] drip;
    private final long dripEvery;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 * 1024);
    private final Map<Integer, Long> answers = new TreeMap<>();
    private long lost;
    private int open;
    private int mostOpen;

    /** A connection, and when it speaks next. */
    private static final class Held {
        private final byte[] opening;
        private boolean answered;
        private long dripAt;

        Held(byte[] opening) {
            this.opening = opening;
        }
    }

    /**
     * @param wanted connections at once
     * @param perSecond how many are opened at most
     * @param opening what is said first, in one packet
     * @param drip what is said from time to time after that; null: nothing
     */
    Hanging(
            InetSocketAddress server,
            InetAddress from,
            int wanted,
            double perSecond,
            Supplier<byte[]> opening,
            byte[] drip,
            Duration dripEvery) {
        this.server = server;
        this.from = from;
        this.wanted = wanted;
        this.connects = new Schedule(perSecond);
        this.opening = opening;
        this.drip = drip;
        this.dripEvery = dripEvery.toNanos();
    }

    /** Goes on for so long, then lets go of all. */
    AttackerOutcome run(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        return run(() -> System.nanoTime() - end > 0);
    }

    /** Goes on until that is so. */
    AttackerOutcome run(BooleanSupplier over) throws IOException {
        try (Selector selector = Selector.open()) {
            long nextConnect = connects.next(System.nanoTime());
            while (!over.getAsBoolean()) {
                while (open < wanted && nextConnect - System.nanoTime() <= 0) {
                    connect(selector);
                    nextConnect = connects.next(System.nanoTime());
                }
                selector.select(this::ready, SELECT_MILLIS);
                if (drip != null) {
                    drip(selector);
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        }
        return soFar();
    }

    /** What came of it until now. */
    AttackerOutcome soFar() {
        return new AttackerOutcome(new TreeMap<>(answers), lost, mostOpen, 0);
    }

    private void connect(Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        // A reset at the end: thousands of ports that linger for a minute would be the attacker's own undoing.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        var held = new Held(opening.get());
        try {
            channel.bind(new InetSocketAddress(from, 0));
            open++;
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, held);
            if (channel.connect(server)) {
                connected(key, channel, held);
            }
        } catch (IOException refused) {
            lose(channel);
        }
    }

    private void ready(SelectionKey key) {
        var channel = (SocketChannel) key.channel();
        var held = (Held) key.attachment();
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                connected(key, channel, held);
            } else if (key.isReadable()) {
                read(channel, held);
            }
        } catch (IOException e) {
            lose(channel);
        }
    }

    private void connected(SelectionKey key, SocketChannel channel, Held held) throws IOException {
        mostOpen = Math.max(mostOpen, open);
        channel.write(ByteBuffer.wrap(held.opening));
        held.dripAt = System.nanoTime() + dripEvery;
        key.interestOps(SelectionKey.OP_READ);
    }

    private void read(SocketChannel channel, Held held) throws IOException {
        scratch.clear();
        int count = channel.read(scratch);
        if (count < 0) {
            if (held.answered) {
                close(channel);
            } else {
                lose(channel);
            }
        } else if (!held.answered && count >= STATUS_ENDS) {
            held.answered = true;
            byte[] line = new byte[STATUS_ENDS];
            scratch.flip().get(line);
            int status = Integer.parseInt(new String(line, StandardCharsets.US_ASCII).substring(9));
            answers.merge(status, 1L, Long::sum);
            if (status != OK) {
                close(channel);
            }
        }
    }

    private void drip(Selector selector) {
        long now = System.nanoTime();
        for (SelectionKey key : selector.keys()) {
            var held = (Held) key.attachment();
            var channel = (SocketChannel) key.channel();
            if (key.isValid() && channel.isConnected() && held.dripAt - now < 0) {
                held.dripAt = now + dripEvery;
                try {
                    channel.write(ByteBuffer.wrap(drip));
                } catch (IOException e) {
                    lose(channel);
                }
            }
        }
    }

    private void lose(SocketChannel channel) {
        lost++;
        close(channel);
    }

    private void close(SocketChannel channel) {
        open--;
        try {
            channel.close();
        } catch (IOException e) {
            // The socket is given up either way.
        }
    }
}
