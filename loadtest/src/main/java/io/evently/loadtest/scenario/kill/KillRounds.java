package io.evently.loadtest.scenario.kill;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.customers.Crowd;
import io.evently.loadtest.customers.Repeats;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.Topology;
import io.evently.loadtest.verify.Auditor;
import io.evently.loadtest.verify.Expectations;
import io.evently.loadtest.verify.TableContents;
import io.evently.loadtest.verify.Violation;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The kill test: in each round a sale of two events, one that all rounds share and one new and small enough to sell
 * out; at a random moment everything dies by {@code kill -9}; it is started again on what is on disk, every request is
 * repeated, and actor, API and tables are held against what customers had heard. At the end the tables are made anew
 * from the journal and must come out the same.
 */
public final class KillRounds {

    /** Enough that hundreds of requests are in the server at the moment of the kill, few enough for 2 cores. */
    private static final int CONNECTIONS = 64;

    private static final int ROUND_CAPACITY = 1_500;
    private static final int SHARED_CAPACITY = 1_000_000;

    /** The kill comes somewhere in the first thousands of tasks: before, while and after the small event sells out. */
    private static final int EARLIEST_KILL = 100;

    private static final int LATEST_KILL = 4_000;

    private final ClusterSettings settings;
    private final Random random;
    private final PrintStream out;
    private final History history = new History();
    private final List<Sale> sales = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private Cluster server;

    /**
     * Rounds on one folder.
     *
     * @param seed chooses customers and the moments of the kills
     * @param out told what happens
     */
    public KillRounds(ClusterSettings settings, long seed, PrintStream out) {
        this.settings = settings;
        this.random = new Random(seed);
        this.out = out;
        out.println("seed " + seed);
    }

    /** Plays that many rounds; answers every promise broken. The server is stopped at the end. */
    public List<Violation> run(int rounds) {
        server = Cluster.start(settings);
        try {
            out.println(Topology.of("Killed in the middle of a sale", List.of(CONNECTIONS + " connections"), server));
            sales.add(open("All rounds", SHARED_CAPACITY));
            for (int round = 1; round <= rounds; round++) {
                play(round);
            }
            out.println("every key of all rounds once more");
            repeat(sales);
            audit(sales);
            rebuild();
            server.stopGracefully();
            return violations;
        } finally {
            server.close();
        }
    }

    private void play(int round) {
        List<Sale> onSale = List.of(sales.get(0), open("Round " + round, ROUND_CAPACITY));
        sales.add(onSale.get(1));
        var customers = new KillCustomers(new Random(random.nextLong()), onSale, server.tokens(), "round-" + round);

        Measured measured = sellAndKill(customers);
        int inDoubt = history.inDoubt().size();
        server.restart();
        repeat(onSale);
        audit(onSale);
        out.printf(
                "round %d: killed after %d answers with %d bookings in doubt; up again in %.1f s; %d bookings kept%n",
                round, measured.answered(), inDoubt, server.startup().toMillis() / 1000.0, booked(onSale));
    }

    private Measured sellAndKill(KillCustomers customers) {
        int afterTasks = EARLIEST_KILL + random.nextInt(LATEST_KILL - EARLIEST_KILL);
        var killer = new Killer(server, afterTasks, random.nextInt(20));
        Measured measured =
                new Crowd(server.address(0), CONNECTIONS, history).runUntilItDies(killer.counting(customers));
        killer.awaitDeath();
        return measured;
    }

    private Sale open(String name, int capacity) {
        return new Sale(api().createEvent(name, capacity), capacity);
    }

    /** Asks again for everything that was asked for; afterwards nothing may be in doubt. */
    private void repeat(List<Sale> some) {
        new Crowd(server.address(0), CONNECTIONS, history)
                .run(Repeats.of(of(some), server.tokens()).iterator());
        int inDoubt = history.inDoubt().size();
        if (inDoubt > 0) {
            violations.add(new Violation(
                    "a repeat with the same key must tell what became of the first", inDoubt + " are still in doubt"));
        }
    }

    private List<Operation> of(List<Sale> some) {
        Set<UUID> events = some.stream().map(Sale::eventId).collect(Collectors.toSet());
        return history.operations().stream()
                .filter(each -> events.contains(each.eventId()))
                .toList();
    }

    private void audit(List<Sale> some) {
        var auditor = new Auditor(server.address(0), server.tokens(), server.databasePort());
        violations.addAll(auditor.audit(history, some, Expectations.afterCrashes()));
    }

    private void rebuild() {
        out.println("the tables once more from the journal");
        try {
            var followed = TableContents.atRest(server.databasePort());
            server.rebuildTables();
            violations.addAll(followed.differences(TableContents.atRest(server.databasePort())));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long booked(List<Sale> some) {
        return of(some).stream()
                .filter(each -> each.kind() == Kind.BOOK && each.ok())
                .map(Operation::key)
                .distinct()
                .count();
    }

    private EventlyApi api() {
        return new EventlyApi(server.address(0), server.tokens().admin(UUID.randomUUID()));
    }
}
