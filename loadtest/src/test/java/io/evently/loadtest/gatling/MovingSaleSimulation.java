package io.evently.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.WorkFolder;
import io.evently.loadtest.verify.Auditor;
import io.evently.loadtest.verify.Expectations;
import io.evently.loadtest.verify.Violation;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * {@code mvn -Pmoving-sale}: a sale of ten minutes while nodes go 1, 3, 2, 3, 1 gracefully. Not one request may fail, and
 * during a move 99 of 100 are answered within 3 seconds. {@code -Dminutes} and {@code -Drate} change the figures.
 */
public class MovingSaleSimulation extends Simulation {

    private static final Duration SALE = Duration.ofMinutes(Integer.getInteger("minutes", 10));
    private static final int RATE = Integer.getInteger("rate", 100);
    private static final int EVENTS = 40;
    private static final int MOST_NODES = 3;
    private static final int P99_MILLIS = 3_000;

    private final WorkFolder folder = WorkFolder.below(Path.of(System.getProperty("work.folder")));
    private final Cluster cluster = Cluster.start(ClusterSettings.in(folder.path(), MOST_NODES), 1, System.out);
    private final Balancer balancer = new Balancer(cluster);
    private final Moves moves = new Moves(cluster, SALE);
    private final AtomicInteger keys = new AtomicInteger();
    private final History history = new History();
    private final RequestSteps steps = new RequestSteps(history);
    private final List<Sale> sales = IntStream.range(0, EVENTS)
            .mapToObj(event -> new Sale(api().createEvent("Moving sale " + event, 1_000_000), 1_000_000))
            .toList();

    public MovingSaleSimulation() {
        var customers = scenario("customer")
                .exec(sent())
                .exec(steps.book(this::nextBooking, this::name))
                .doIf(RequestSteps::held)
                .then(exec(sent()).exec(steps.change(Kind.CONFIRM)))
                .injectOpen(constantUsersPerSec(RATE).during(SALE));
        setUp(customers)
                .protocols(http.disableWarmUp().disableCaching().shareConnections())
                .maxDuration(SALE.plusMinutes(3))
                .assertions(
                        global().failedRequests().count().is(0L),
                        details("book, nodes move")
                                .responseTime()
                                .percentile(99)
                                .lt(P99_MILLIS));
    }

    @Override
    public void before() {
        System.out.printf(
                "%n  %d customers a second, each one booking of %d events; to a ready node, in turn%n      |%n      v%n"
                        + "  1 -> 3 -> 2 -> 3 -> 1 nodes, java %s%n      |%n      v%n  PostgreSQL on port %d%n%n",
                RATE, EVENTS, String.join(" ", cluster.settings().jvmArguments()), cluster.databasePort());
        moves.begin();
    }

    @Override
    public void after() {
        System.out.println("nodes: " + moves.done());
        List<Violation> violations = new Auditor(cluster.address(ready()), cluster.tokens(), cluster.databasePort())
                .audit(history, sales, Expectations.seatsForAll());
        cluster.stopGracefully();
        if (!violations.isEmpty()) {
            violations.forEach(System.out::println);
            throw new IllegalStateException(violations.size() + " promises broken");
        }
        System.out.println("audit ok: sold = stored, nothing twice, nothing lost");
        folder.delete();
    }

    /** Whoever comes is sent to a node that is ready. */
    private io.gatling.javaapi.core.ChainBuilder sent() {
        return exec(session -> session.set(RequestSteps.BASE, balancer.next()));
    }

    private String name(Session session) {
        return moves.isMoving() ? "book, nodes move" : "book, nodes rest";
    }

    private Request nextBooking(Session session) {
        int number = keys.getAndIncrement();
        Buyer buyer = Buyer.someone(cluster.tokens());
        int quantity = ThreadLocalRandom.current().nextInt(1, 5);
        boolean hold = number % 10 == 0;
        return Request.book(sales.get(number % EVENTS).eventId(), buyer, "moving-" + number, quantity, hold);
    }

    private EventlyApi api() {
        return new EventlyApi(cluster.address(ready()), cluster.tokens().admin(UUID.randomUUID()));
    }

    private int ready() {
        return IntStream.range(0, cluster.size())
                .filter(cluster::isReady)
                .findFirst()
                .orElseThrow();
    }
}
