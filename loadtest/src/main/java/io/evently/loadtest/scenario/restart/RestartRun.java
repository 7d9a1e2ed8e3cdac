package io.evently.loadtest.scenario.restart;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.customers.Crowd;
import io.evently.loadtest.customers.Repeats;
import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.Counter;
import io.evently.loadtest.verify.Auditor;
import io.evently.loadtest.verify.Expectations;
import io.evently.loadtest.verify.Violation;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * 256 connections book on 40 events; in the middle PostgreSQL is stopped as an operator stops it, and is back within 5 s.
 * Then every order is asked for once more, and the tables are held against what customers heard.
 */
final class RestartRun {

    private static final int CONNECTIONS = 256;
    private static final int EVENTS = 40;
    private static final int CAPACITY = 1_000_000;

    private static final Duration SALE = Duration.ofSeconds(40);
    private static final Duration BEFORE = Duration.ofSeconds(15);

    /** Not started again before; a start takes a second or two more. */
    private static final Duration AWAY = Duration.ofMillis(2_500);

    private static final Duration AWAY_AT_MOST = Duration.ofSeconds(5);

    /** Of all requests, how many may end as BUSY, OUTCOME_UNKNOWN or not at all. */
    private static final double MOST_IN_VAIN = 1.0 / 1_000;

    private static final int FIRST_SERVER_ERROR = 500;

    /** How often an event has read its journal, on this node, since it started. */
    private static final String RECOVERED = "evently_events_recovered_total";

    private final ClusterSettings settings;
    private final Random random;
    private final PrintStream out;
    private final History history = new History();
    private final List<Sale> sales = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private int orders;
    private volatile long recoveredBefore;

    /**
     * @param settings of one node
     * @param seed chooses who buys what
     * @param out told what happens
     */
    RestartRun(ClusterSettings settings, long seed, PrintStream out) {
        this.settings = settings;
        this.random = new Random(seed);
        this.out = out;
    }

    /** Every promise broken; all processes have ended. */
    List<Violation> run() {
        Cluster cluster = Cluster.start(settings, out);
        try {
            out.printf(
                    "%d connections to one node, process %d, on %d events; PostgreSQL on port %d is stopped after %d s%n",
                    CONNECTIONS, cluster.pid(0), EVENTS, cluster.databasePort(), BEFORE.toSeconds());
            EventlyApi api = new EventlyApi(cluster.address(0), cluster.tokens().admin(UUID.randomUUID()));
            IntStream.range(0, EVENTS)
                    .forEach(event -> sales.add(new Sale(api.createEvent("Sale " + event, CAPACITY), CAPACITY)));
            sell(cluster);
            repeat(cluster);
            Auditor auditor = new Auditor(cluster.address(0), cluster.tokens(), cluster.databasePort());
            violations.addAll(auditor.audit(history, sales, Expectations.afterCrashes()));
            cluster.stopGracefully();
            return violations;
        } finally {
            cluster.close();
        }
    }

    private void sell(Cluster cluster) {
        Counter recovered = new Counter(cluster.address(0), RECOVERED);
        CompletableFuture<Duration> restart = CompletableFuture.supplyAsync(
                () -> restart(cluster, recovered),
                CompletableFuture.delayedExecutor(BEFORE.toMillis(), TimeUnit.MILLISECONDS));
        Measured measured =
                new Crowd(cluster.address(0), CONNECTIONS, history).runFor(SALE, () -> Task.of(booking(cluster)));
        Duration away = restart.join();
        replaysMustBeNone(recovered);
        hardlyAnythingMustBeInVain(measured, away);
    }

    private Duration restart(Cluster cluster, Counter recovered) {
        recoveredBefore = recovered.read();
        Duration away = cluster.restartDatabase(AWAY);
        out.printf("PostgreSQL was away for %.1f s%n", away.toMillis() / 1e3);
        if (away.compareTo(AWAY_AT_MOST) > 0) {
            violations.add(new Violation("PostgreSQL must be back within 5 s, or nothing is proven", away.toString()));
        }
        return away;
    }

    private void replaysMustBeNone(Counter recovered) {
        long replays = recovered.read() - recoveredBefore;
        out.println(replays + " events have read their journal since");
        if (replays > 0) {
            violations.add(new Violation("no event may read its journal again", replays + " did"));
        }
    }

    private void hardlyAnythingMustBeInVain(Measured measured, Duration away) {
        long errors = measured.byStatus().entrySet().stream()
                .filter(status -> status.getKey() >= FIRST_SERVER_ERROR)
                .mapToLong(Map.Entry::getValue)
                .sum();
        long inVain = errors + measured.lost();
        long all = measured.answered() + measured.lost();
        out.printf(
                "%d requests, %d of them in vain (one in %.0f): answers by status %s, %d lost; the slowest took %.1f s%n",
                all,
                inVain,
                (double) all / Math.max(1, inVain),
                measured.byStatus(),
                measured.lost(),
                measured.millisAt(100) / 1e3);
        if (inVain > all * MOST_IN_VAIN) {
            violations.add(new Violation(
                    "at most one request in a thousand may end as OUTCOME_UNKNOWN or BUSY",
                    inVain + " of " + all + " did, with PostgreSQL away for " + away));
        }
    }

    private Request booking(Cluster cluster) {
        Sale sale = sales.get(random.nextInt(sales.size()));
        Buyer buyer = Buyer.someone(cluster.tokens());
        return Request.book(sale.eventId(), buyer, "restart-" + orders++, 1, false);
    }

    /** Whatever was in doubt is known afterwards. */
    private void repeat(Cluster cluster) {
        new Crowd(cluster.address(0), CONNECTIONS, history)
                .run(Repeats.of(history.operations(), cluster.tokens()).iterator());
        int inDoubt = history.inDoubt().size();
        if (inDoubt > 0) {
            violations.add(new Violation(
                    "a repeat with the same key must tell what became of the first", inDoubt + " are still in doubt"));
        }
    }
}
