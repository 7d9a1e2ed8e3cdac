package io.evently.loadtest.scenario.flashsale;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.customers.Crowd;
import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.sut.Tokens;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A flash sale: every request asks for 1 to 4 seats of one event under a key of its own.
 *
 * @param connections how many ask at once
 * @param capacity seats on sale
 * @param requests how many are asked for
 * @param seed the same seed asks for the same
 */
public record FlashSale(int connections, int capacity, int requests, long seed) {

    private static final int MOST_SEATS = 4;

    /**
     * What a sale came to.
     *
     * @param sale the event
     * @param history everything asked for and heard
     * @param measured what the client measured
     */
    public record Result(Sale sale, History history, Measured measured) {}

    /** Opens a new event on that server and sells it. */
    public Result run(InetSocketAddress server, EventlyApi api, Tokens tokens) {
        var random = new Random(seed);
        List<Buyer> buyers = Buyer.some(Math.max(1, requests / 5), tokens); // a hungry customer tries five times
        var sale = new Sale(api.createEvent("Flash sale", capacity), capacity);
        var history = new History();
        List<Task> tasks = IntStream.range(0, requests)
                .mapToObj(i -> Task.of(Request.book(
                        sale.eventId(),
                        buyers.get(i % buyers.size()),
                        "flash-" + seed + "-" + i,
                        1 + random.nextInt(MOST_SEATS),
                        false)))
                .toList();
        return new Result(sale, history, new Crowd(server, connections, history).run(tasks.iterator()));
    }
}
