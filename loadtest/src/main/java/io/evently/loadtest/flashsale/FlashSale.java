package io.evently.loadtest.flashsale;

import io.evently.loadtest.client.Measured;
import io.evently.loadtest.sale.Buyer;
import io.evently.loadtest.sale.Crowd;
import io.evently.loadtest.sale.Errand;
import io.evently.loadtest.sale.EventlyApi;
import io.evently.loadtest.sale.Order;
import io.evently.loadtest.sale.SaleRecord;
import io.evently.loadtest.server.Tokens;
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
     * @param sale everything asked for and heard
     * @param measured what the client measured
     */
    public record Result(SaleRecord sale, Measured measured) {}

    /** Opens a new event on that server and sells it. */
    public Result run(InetSocketAddress server, EventlyApi api, Tokens tokens) {
        var random = new Random(seed);
        List<Buyer> buyers = Buyer.some(Math.max(1, requests / 5), tokens); // a hungry customer tries five times
        var sale = new SaleRecord(api.createEvent("Flash sale", capacity), capacity);
        List<Errand> errands = IntStream.range(0, requests)
                .mapToObj(i -> new Order(
                        sale.eventId(),
                        buyers.get(i % buyers.size()),
                        "flash-" + seed + "-" + i,
                        1 + random.nextInt(MOST_SEATS),
                        false))
                .map(sale::add)
                .map(Errand::booking)
                .toList();
        return new Result(sale, new Crowd(server, connections).run(errands.iterator()));
    }
}
