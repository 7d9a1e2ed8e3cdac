package io.evently.loadtest.scenario.spread;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.customers.Crowd;
import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.ProcessorTime;
import io.evently.loadtest.sut.WorkFolder;
import io.evently.loadtest.verify.Auditor;
import io.evently.loadtest.verify.Expectations;
import io.evently.loadtest.verify.Tables;
import io.evently.loadtest.verify.Violation;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** The same load on a cluster, spread evenly over its nodes, so that most requests come to a node that has not the event. */
final class Spreading implements AutoCloseable {

    private static final int EVENTS = 100;
    private static final int CAPACITY = 1_000_000;

    /** Longer than the tables may give way to a rush. */
    private static final Duration TABLES_WITHIN = Duration.ofSeconds(90);

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final WorkFolder folder;
    private final Cluster cluster;
    private final Tables tables;
    private final EventlyApi api;
    private final History history = new History();
    private final List<Sale> sales;
    private final AtomicInteger made = new AtomicInteger();
    private long booked;

    private Spreading(WorkFolder folder, Cluster cluster) {
        this.folder = folder;
        this.cluster = cluster;
        this.tables = new Tables(cluster.databasePort());
        this.api = new EventlyApi(cluster.address(0), cluster.tokens().admin(UUID.randomUUID()));
        this.sales = IntStream.range(0, EVENTS)
                .mapToObj(event -> new Sale(api.createEvent("Spread " + event, CAPACITY), CAPACITY))
                .toList();
    }

    /** Starts a cluster on a folder of its own, and puts the events on sale. */
    static Spreading start(Path below, int nodes, PrintStream out) {
        var folder = WorkFolder.below(below);
        // Every booking stays: with the usual 700 MB one node would soon do little but collect garbage.
        ClusterSettings settings = ClusterSettings.in(folder.path(), nodes).withHeapOf(2);
        return new Spreading(folder, Cluster.start(settings, out));
    }

    /**
     * What a run came to.
     *
     * @param nodes of the cluster
     * @param bookings that were answered
     * @param perSecond bookings
     * @param nodesMicros processor time of all nodes, a booking
     * @param databaseMicros the same of PostgreSQL
     */
    record Cost(int nodes, long bookings, double perSecond, double nodesMicros, double databaseMicros) {

        double micros() {
            return nodesMicros + databaseMicros;
        }

        @Override
        public String toString() {
            return "%d node%s: %,.0f bookings/s, %.0f us in the nodes + %.0f us in PostgreSQL each"
                    .formatted(nodes, nodes == 1 ? "" : "s", perSecond, nodesMicros, databaseMicros);
        }
    }

    /**
     * Books for that long. What nodes and database do until the tables have caught up counts, too: in a rush they give
     * way, but the work is only put off.
     *
     * @param connections of the customers, to all nodes together
     */
    Cost measure(int connections, Duration time) {
        double nodesBefore = nodesTime();
        double databaseBefore = ProcessorTime.ofTree(cluster.databasePid());
        List<Measured> measured = book(connections, time);
        long bookings = measured.stream().mapToLong(each -> each.answered(201)).sum();
        booked += bookings;
        awaitTables();
        double perSecond =
                measured.stream().mapToDouble(each -> each.perSecond(201)).sum();
        return new Cost(
                cluster.size(),
                bookings,
                perSecond,
                (nodesTime() - nodesBefore) / bookings,
                (ProcessorTime.ofTree(cluster.databasePid()) - databaseBefore) / bookings);
    }

    /** So far, on average. */
    long bookedByEachNode() {
        return booked / cluster.size();
    }

    private void awaitTables() {
        List<UUID> events = sales.stream().map(Sale::eventId).toList();
        long available = events.stream()
                .mapToLong(event -> api.availability(event).available())
                .sum();
        long end = System.nanoTime() + TABLES_WITHIN.toNanos();
        try {
            while (tables.available(events).values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum()
                            != available
                    || tables.attemptsCounted(events) < booked) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("the tables have not caught up within " + TABLES_WITHIN);
                }
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private double nodesTime() {
        return IntStream.range(0, cluster.size())
                .mapToDouble(node -> ProcessorTime.of(cluster.pid(node)))
                .sum();
    }

    private List<Measured> book(int connections, Duration time) {
        List<CompletableFuture<Measured>> crowds = new ArrayList<>();
        for (int node = 0; node < cluster.size(); node++) {
            var crowd = new Crowd(cluster.address(node), connections / cluster.size(), history);
            crowds.add(CompletableFuture.supplyAsync(
                    () -> crowd.runFor(time, this::next), work -> new Thread(work, "crowd").start()));
        }
        return crowds.stream().map(CompletableFuture::join).toList();
    }

    private Task next() {
        int number = made.getAndIncrement();
        Sale sale = sales.get(number % EVENTS);
        Buyer buyer = Buyer.someone(cluster.tokens());
        return Task.of(Request.book(sale.eventId(), buyer, "spread-" + number, 1, false));
    }

    List<Violation> audit() {
        return new Auditor(cluster.address(0), cluster.tokens(), cluster.databasePort())
                .audit(history, sales, Expectations.seatsForAll());
    }

    /** Stops the cluster gracefully and leaves nothing behind. */
    void stop() {
        cluster.stopGracefully();
        folder.delete();
    }

    /** Leaves nothing running. */
    @Override
    public void close() {
        cluster.close();
    }
}
