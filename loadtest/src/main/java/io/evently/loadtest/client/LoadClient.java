package io.evently.loadtest.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Drives many callers, each on a keep-alive connection of its own with one request in flight, from the thread that
 * calls {@link #run}. Closed loop: a caller sends again only when it has heard. Speaks to one server, plain HTTP/1.1.
 *
 * <p>One selector thread, no thread hand-off per request: on a machine shared with the server, what the client burns
 * the server lacks.
 */
public final class LoadClient {

    /** After a loss a caller is asked again only then, or a dead server would be hammered with connects. */
    private static final long BREATH_AFTER_LOSS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long SETTLE_EACH = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long PATIENCE_CHECK = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long LONGEST_LATENCY_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final Limits limits;
    private long start;
    private long end;
    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final Queue<Connection> idle = new ArrayDeque<>();
    private final PriorityQueue<Connection> paused = new PriorityQueue<>(Comparator.comparingLong(Connection::wakeAt));
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 * 1024);
    private final Histogram latencies = new Histogram(LONGEST_LATENCY_MICROS, 3);
    private final Map<Integer, Long> byStatus = new TreeMap<>();
    private long lost;
    private long sent;
    private int inFlight;
    private long now;
    private long lastHeard;

    private LoadClient(
            InetSocketAddress server,
            InetAddress from,
            List<? extends Caller> callers,
            Limits limits,
            Selector selector) {
        this.limits = limits;
        this.selector = selector;
        for (Caller caller : callers) {
            connections.add(new Connection(caller, server, from, selector));
        }
        idle.addAll(connections);
    }

    /**
     * Runs until every caller is done or a limit is reached; then all connections are closed.
     *
     * @return what was measured
     * @throws UncheckedIOException when this machine gives no selector
     */
    public static Measured run(InetSocketAddress server, List<? extends Caller> callers, Limits limits) {
        return run(server, null, callers, limits, false);
    }

    /** The same with connections from another address of this machine, as if they were another's. */
    public static Measured runFrom(
            InetAddress from, InetSocketAddress server, List<? extends Caller> callers, Limits limits) {
        return run(server, from, callers, limits, false);
    }

    /**
     * The same, but time begins when all are connected and the server has had a millisecond for each: what it does for a
     * new connection costs it as much as several requests, and is nothing a kept one waits for.
     */
    public static Measured runConnected(InetSocketAddress server, List<? extends Caller> callers, Limits limits) {
        return run(server, null, callers, limits, true);
    }

    private static Measured run(
            InetSocketAddress server,
            InetAddress from,
            List<? extends Caller> callers,
            Limits limits,
            boolean connected) {
        try (Selector selector = Selector.open()) {
            var client = new LoadClient(server, from, callers, limits, selector);
            try {
                if (connected) {
                    client.connect();
                }
                return client.drive();
            } finally {
                client.connections.forEach(Connection::close);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect() throws IOException {
        for (Connection connection : connections) {
            connection.open();
        }
        LockSupport.parkNanos(connections.size() * SETTLE_EACH);
    }

    private Measured drive() throws IOException {
        start = System.nanoTime();
        end = start + limits.time().toNanos();
        now = start;
        lastHeard = start;
        long nextCheck = start + PATIENCE_CHECK;
        while (inFlight > 0 || (mayAsk() && !(idle.isEmpty() && paused.isEmpty()))) {
            wakePaused();
            while (mayAsk() && !idle.isEmpty()) {
                ask(idle.remove());
            }
            waitForNews();
            now = System.nanoTime();
            if (now - nextCheck > 0) {
                loseTheSilent();
                nextCheck = now + PATIENCE_CHECK;
            }
        }
        return new Measured(byStatus, lost, Duration.ofNanos(lastHeard - start), latencies);
    }

    private boolean mayAsk() {
        return now - end < 0 && sent < limits.requests();
    }

    private void wakePaused() {
        while (!paused.isEmpty() && paused.peek().wakeAt() - now <= 0) {
            idle.add(paused.remove());
        }
    }

    private void ask(Connection connection) {
        Step step = connection.caller.next();
        if (step instanceof Step.Send send) {
            sent++;
            inFlight++;
            try {
                connection.send(send.request(), System.nanoTime());
            } catch (IOException e) {
                lose(connection, e.toString());
            }
        } else if (step instanceof Step.Pause pause) {
            pause(connection, pause.time().toNanos());
        }
    }

    private void pause(Connection connection, long nanos) {
        connection.sleepUntil(System.nanoTime() + nanos);
        paused.add(connection);
    }

    private void waitForNews() throws IOException {
        if (inFlight == 0 && paused.isEmpty()) {
            return;
        }
        long wait = paused.isEmpty()
                ? PATIENCE_CHECK
                : Math.min(PATIENCE_CHECK, paused.peek().wakeAt() - now);
        long millis = TimeUnit.NANOSECONDS.toMillis(wait) + 1;
        selector.select(this::ready, millis);
    }

    private void ready(SelectionKey key) {
        var connection = (Connection) key.attachment();
        try {
            Outcome.Answer answer = connection.ready(scratch);
            if (answer != null) {
                heard(connection, answer);
            }
        } catch (IOException e) {
            if (connection.inFlight()) {
                lose(connection, e.toString());
            } else {
                connection.close(); // an idle keep-alive connection the server let go: the next request opens another
            }
        }
    }

    private void heard(Connection connection, Outcome.Answer answer) {
        inFlight--;
        lastHeard = System.nanoTime();
        byStatus.merge(answer.status(), 1L, Long::sum);
        latencies.recordValue(Math.min(answer.latencyNanos() / 1000, LONGEST_LATENCY_MICROS));
        connection.caller.heard(answer);
        idle.add(connection);
    }

    private void lose(Connection connection, String why) {
        connection.lose();
        inFlight--;
        lost++;
        lastHeard = System.nanoTime();
        connection.caller.heard(new Outcome.Lost(why));
        pause(connection, BREATH_AFTER_LOSS);
    }

    private void loseTheSilent() {
        long oldest = now - limits.patience().toNanos();
        for (Connection connection : connections) {
            if (connection.inFlight() && connection.sentAt() - oldest < 0) {
                lose(connection, "no answer within " + limits.patience());
            }
        }
    }
}
