package io.evently.loadtest.bench;

import io.evently.loadtest.audit.Auditor;
import io.evently.loadtest.audit.Expectations;
import io.evently.loadtest.audit.Tables;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.rival.Run;
import io.evently.loadtest.sale.Buyer;
import io.evently.loadtest.sale.Crowd;
import io.evently.loadtest.sale.EventlyApi;
import io.evently.loadtest.sale.Order;
import io.evently.loadtest.sale.SaleRecord;
import io.evently.loadtest.server.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/** Evently's side of the comparison: everybody books 1 to 4 seats of one event with seats for all. */
final class HotEvent {

    private static final int BUYERS = 10_000;
    private static final int CAPACITY = 1_000_000_000;
    private static final int MOST_SEATS = 4;

    private final ServerProcess server;
    private final EventlyApi api;
    private final Auditor auditor;
    private final List<Buyer> buyers;
    private final Random random = new Random(1);
    private int runs;

    HotEvent(ServerProcess server) {
        this.server = server;
        this.api = new EventlyApi(server.address(), server.tokens().admin(UUID.randomUUID()));
        this.auditor = new Auditor(api, new Tables(server.databasePort()));
        this.buyers = Buyer.some(BUYERS, server.tokens());
    }

    /** Books on a fresh event for that long; returns when the tables show all of it and are at rest again. */
    Run run(int clients, Duration time) {
        String name = "Hot event " + ++runs;
        var sale = new SaleRecord(api.createEvent(name, CAPACITY), CAPACITY);
        Measured measured = new Crowd(server.address(), clients).bookFor(time, orders(sale, "hot-" + runs + "-"));
        var violations = auditor.audit(sale, Expectations.seatsForAll());
        return new Run(clients, measured.perSecond(201), measured.latencies(), violations);
    }

    private Supplier<Order> orders(SaleRecord sale, String keys) {
        int[] made = {0};
        return () -> sale.add(new Order(
                sale.eventId(),
                buyers.get(random.nextInt(BUYERS)),
                keys + made[0]++,
                1 + random.nextInt(MOST_SEATS),
                false));
    }
}
