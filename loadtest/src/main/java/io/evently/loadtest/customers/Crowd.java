package io.evently.loadtest.customers;

import io.evently.loadtest.client.HttpText;
import io.evently.loadtest.client.Limits;
import io.evently.loadtest.client.LoadClient;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.customers.Customer.AfterLoss;
import io.evently.loadtest.history.History;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Customers let loose on a server, each on a connection of its own.
 *
 * @param server whom they ask
 * @param connections how many they are
 * @param history takes what they ask and hear
 */
public record Crowd(InetSocketAddress server, int connections, History history) {

    /** More than any sale here needs, and an end to one that hangs. */
    private static final Duration LONGEST = Duration.ofMinutes(10);
    /** How long an answer is waited for. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Does the tasks, whoever is free takes the next, until there are none left. */
    public Measured run(Iterator<Task> tasks) {
        return run(() -> tasks.hasNext() ? tasks.next() : null, AfterLoss.REPEAT, LONGEST);
    }

    /** Does one task after another for that long, as fast as the answers come. */
    public Measured runFor(Duration time, Supplier<Task> tasks) {
        return run(tasks, AfterLoss.REPEAT, time);
    }

    /** Does tasks until the server is gone. */
    public Measured runUntilItDies(Supplier<Task> tasks) {
        return run(tasks, AfterLoss.STOP, LONGEST);
    }

    private Measured run(Supplier<Task> tasks, AfterLoss afterLoss, Duration longest) {
        String host = HttpText.host(server);
        var customers = Stream.generate(() -> new Customer(history, host, tasks, afterLoss))
                .limit(connections)
                .toList();
        return LoadClient.run(server, customers, new Limits(Long.MAX_VALUE, longest, PATIENCE));
    }
}
