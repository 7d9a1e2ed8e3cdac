package io.evently.loadtest.scenario.attack;

import io.evently.loadtest.client.HttpText;
import io.evently.loadtest.client.Limits;
import io.evently.loadtest.client.LoadClient;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.client.Paced;
import io.evently.loadtest.client.Schedule;
import io.evently.loadtest.customers.Customer;
import io.evently.loadtest.customers.Customer.AfterLoss;
import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.sut.Tokens;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Customers from 127.0.0.1 who book and cancel at a steady rate, far within all limits. */
final class Buyers {

    /** So many that none books an event 100 times. */
    private static final int CUSTOMERS = 200;

    private static final int CONNECTIONS = 8;

    /** Requests a second of all of them together; half of them book, half cancel. */
    private static final double PER_SECOND = 40;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int OK = 200;
    private static final int CREATED = 201;

    private final InetSocketAddress server;
    private final List<UUID> events;
    private final List<Buyer> customers;
    private int orders;

    Buyers(InetSocketAddress server, Tokens tokens, List<UUID> events) {
        this.server = server;
        this.events = events;
        this.customers = Buyer.some(CUSTOMERS, tokens);
    }

    /**
     * What they had to wait.
     *
     * @param p99 milliseconds, from when it was due to its answer
     * @param longest milliseconds
     * @param requests answered
     * @param refused those with another answer than success, and those without one
     */
    record Waited(double p50, double p99, double longest, long requests, long refused) {}

    /** They buy for so long. */
    Waited buy(Duration time) {
        var latencies = new Histogram(TimeUnit.MINUTES.toMicros(10), 3);
        var schedule = new Schedule(PER_SECOND);
        var history = new History();
        String host = HttpText.host(server);
        List<Paced> callers = Stream.generate(() -> new Paced(
                        new Customer(history, host, this::task, AfterLoss.REPEAT),
                        schedule,
                        latencies,
                        System::nanoTime))
                .limit(CONNECTIONS)
                .toList();
        Measured measured = LoadClient.run(server, callers, new Limits(Long.MAX_VALUE, time, PATIENCE));
        long good = measured.answered(OK) + measured.answered(CREATED);
        return new Waited(
                millis(latencies, 50),
                millis(latencies, 99),
                millis(latencies, 100),
                measured.answered(),
                measured.answered() - good + measured.lost());
    }

    private Task task() {
        int number = orders++;
        Buyer buyer = customers.get(number % customers.size());
        UUID event = events.get(number % events.size());
        return Task.booking(Request.book(event, buyer, "attack-" + number, 1, false), Kind.CANCEL);
    }

    private static double millis(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }
}
