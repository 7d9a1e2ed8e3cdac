package io.evently.loadtest.sale;

import io.evently.loadtest.client.Limits;
import io.evently.loadtest.client.LoadClient;
import io.evently.loadtest.client.Measured;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Shoppers let loose on a server, each on a connection of its own.
 *
 * @param server where they shop
 * @param connections how many they are
 */
public record Crowd(InetSocketAddress server, int connections) {

    /** More than any sale here needs, and an end to one that hangs. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Runs the errands, whoever is free takes the next, until there are none left. */
    public Measured run(Iterator<Errand> errands) {
        return run(
                () -> errands.hasNext() ? errands.next() : null,
                Shopper.AfterLoss.REPEAT,
                new Limits(Long.MAX_VALUE, LONGEST, PATIENCE));
    }

    /** Books one order after another for that long, as fast as the answers come. */
    public Measured bookFor(Duration time, Supplier<Order> orders) {
        return run(
                () -> Errand.booking(orders.get()),
                Shopper.AfterLoss.REPEAT,
                new Limits(Long.MAX_VALUE, time, PATIENCE));
    }

    /** Runs errands until the server is gone. */
    public Measured runUntilItDies(Supplier<Errand> errands) {
        return run(errands, Shopper.AfterLoss.STOP, new Limits(Long.MAX_VALUE, LONGEST, PATIENCE));
    }

    private Measured run(Supplier<Errand> errands, Shopper.AfterLoss afterLoss, Limits limits) {
        var requests = new Requests(server);
        var shoppers = Stream.generate(() -> new Shopper(requests, errands, afterLoss))
                .limit(connections)
                .toList();
        return LoadClient.run(server, shoppers, limits);
    }
}
