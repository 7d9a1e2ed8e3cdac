package io.evently.loadtest.scenario.attack;

import io.evently.loadtest.client.BlockingConnection;
import io.evently.loadtest.client.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Sends a request each second, each on a new connection, and notes which were not answered as they should be in time. */
final class EverySecond implements AutoCloseable {

    /** What is promised to an honest log-in, and may be asked of a look at readiness. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final InetSocketAddress server;
    private final Supplier<InetAddress> from;
    private final Supplier<byte[]> requests;
    private final int expected;
    private final List<String> failures = new ArrayList<>();
    private int asked;
    private double slowestMillis;

    private EverySecond(InetSocketAddress server, Supplier<InetAddress> from, Supplier<byte[]> requests, int expected) {
        this.server = server;
        this.from = from;
        this.requests = requests;
        this.expected = expected;
    }

    /**
     * Begins at once.
     *
     * @param from the address of each request
     * @param expected status
     */
    static EverySecond start(
            InetSocketAddress server, Supplier<InetAddress> from, Supplier<byte[]> requests, int expected) {
        var each = new EverySecond(server, from, requests, expected);
        var unused = each.thread.scheduleAtFixedRate(each::ask, 0, 1, TimeUnit.SECONDS);
        return each;
    }

    private void ask() {
        long start = System.nanoTime();
        String failure;
        try (var line = new BlockingConnection(server, from.get())) {
            line.open();
            Outcome outcome = line.ask(requests.get(), PATIENCE);
            failure = failureOf(outcome);
        } catch (IOException e) {
            failure = e.toString();
        }
        double millis = (System.nanoTime() - start) / 1e6;
        synchronized (this) {
            asked++;
            slowestMillis = Math.max(slowestMillis, millis);
            if (failure != null) {
                failures.add(failure);
            } else if (millis > PATIENCE.toMillis()) {
                failures.add("after " + Math.round(millis) + " ms");
            }
        }
    }

    private String failureOf(Outcome outcome) {
        if (outcome instanceof Outcome.Answer answer) {
            return answer.status() == expected
                    ? null
                    : answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
        }
        return ((Outcome.Lost) outcome).why();
    }

    /** What came of it until now. */
    synchronized Asked soFar() {
        return new Asked(asked, slowestMillis, List.copyOf(failures));
    }

    /**
     * What became of them.
     *
     * @param failures one line each
     */
    record Asked(int times, double slowestMillis, List<String> failures) {}

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
