package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.SmallDisk;
import io.evently.loadtest.sut.Topology;
import io.evently.loadtest.verify.Checker;
import io.evently.loadtest.verify.Evidence;
import io.evently.loadtest.verify.EvidenceReader;
import io.evently.loadtest.verify.PlantedErrors;
import io.evently.loadtest.verify.TableContents;
import io.evently.loadtest.verify.Violation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A run from the first process to the last verdict: a sale while things go wrong; then everything is well, and what
 * customers heard, journals and tables are held against each other; then the checker itself is put to the test, by
 * errors planted into the evidence; then the tables are made anew and must come out the same.
 */
public final class FaultRun {

    private static final Duration TABLES_FOLLOW_WITHIN = Duration.ofMinutes(5);

    /** A member that is ready is heard of by the others within seconds; two clusters never become one. */
    private static final Duration ONE_CLUSTER_WITHIN = Duration.ofMinutes(3);

    private static final long LOOK_EVERY_NANOS = 500_000_000;

    private final ClusterSettings settings;
    private final SmallDisk disk;
    private final Plan plan;
    private final PrintStream out;
    private final List<Violation> violations = new ArrayList<>();

    /**
     * A run of that cluster.
     *
     * @param disk below the database; null if the plan does not fill it
     * @param out told what happens
     */
    public FaultRun(ClusterSettings settings, SmallDisk disk, Plan plan, PrintStream out) {
        this.settings = settings;
        this.disk = disk;
        this.plan = plan;
        this.out = out;
    }

    /**
     * Runs it; all processes have ended afterwards.
     *
     * @param historyFile gets all operations, one JSON object a line
     */
    public Verdict run(Path historyFile) {
        Cluster cluster = Cluster.start(settings, out);
        try {
            out.println(Topology.of(
                    "A sale while nodes, network, database, disk and clocks fail",
                    List.of("%d customers at %.0f requests a second, one prober at 32, on all nodes"
                            .formatted(plan.customers(), plan.perSecond())),
                    cluster));
            SaleUnderFaults sale = new SaleUnderFaults(cluster, disk, plan, out);
            List<FaultImpact> suffered = sale.run();
            out.println("all is well again; " + sale.history().operations().size() + " requests, and "
                    + cluster.endedByThemselves() + " times a node ended by itself");
            suffered.forEach(each -> out.println("  " + each));
            eventsMustAnswerAgain(suffered);
            nodesMustBeOneCluster(cluster);
            sale.silentEvents()
                    .forEach(event -> violations.add(
                            new Violation("every event must answer when all is well again", event.toString())));
            sale.history().writeTo(historyFile);
            List<Operation> operations = sale.history().operations();
            Evidence evidence = gather(cluster, operations);
            int decidedTooLate = Checker.decidedTooLate(evidence);
            out.println(decidedTooLate
                    + " bookings and other changes were made later than 2 s after their asker was told" + " the end");
            List<PlantedResult> plantedErrors = check(evidence);
            rebuild(cluster, evidence);
            cluster.stopGracefully();
            return new Verdict(
                    suffered,
                    operations,
                    cluster.endedByThemselves(),
                    decidedTooLate,
                    Checker.lost(evidence),
                    List.copyOf(violations),
                    plantedErrors);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cluster.close();
        }
    }

    private void eventsMustAnswerAgain(List<FaultImpact> suffered) {
        suffered.stream()
                .filter(FaultImpact::isOverlong)
                .forEach(each -> violations.add(new Violation("events must answer again in time", each.toString())));
    }

    /** Two clusters would each be well by themselves, and have every event twice. */
    private void nodesMustBeOneCluster(Cluster cluster) {
        String admin = cluster.tokens().admin(UUID.randomUUID());
        for (int node = 0; node < cluster.size(); node++) {
            EventlyApi api = new EventlyApi(cluster.address(node), admin);
            Set<String> members = api.members();
            long end = System.nanoTime() + ONE_CLUSTER_WITHIN.toNanos();
            while (members.size() != cluster.size() && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
                members = api.members();
            }
            if (members.size() != cluster.size()) {
                violations.add(new Violation(
                        "nodes that are well again must be one cluster", "node-" + node + " sees " + members));
            }
        }
    }

    private Evidence gather(Cluster cluster, List<Operation> operations) throws SQLException {
        out.println("what was heard, journals and tables against each other");
        return EvidenceReader.read(cluster.databasePort(), null, operations, TABLES_FOLLOW_WITHIN);
    }

    private List<PlantedResult> check(Evidence evidence) {
        Checker.timesBroken(evidence).forEach((rule, times) -> out.println("  broken " + times + " times: " + rule));
        violations.addAll(Checker.violations(evidence));
        List<PlantedResult> planted = PlantedErrors.all().parallelStream()
                .map(error -> PlantedResult.into(evidence, error))
                .toList();
        planted.stream()
                .filter(error -> error.placed() && !error.found())
                .forEach(error -> violations.add(
                        new Violation("the checker must find what is wrong", "it did not find: " + error.name())));
        return planted;
    }

    private void rebuild(Cluster cluster, Evidence evidence) throws SQLException {
        if (evidence.tables().lags().stream().anyMatch(lag -> lag.records() > 0)) {
            out.println("tables stand still, and are not made anew");
            return;
        }
        try {
            QuietTables.await(cluster.databasePort());
            TableContents followed = TableContents.atRest(cluster.databasePort());
            out.println("the tables once more from the journal");
            cluster.rebuildTables();
            violations.addAll(followed.differences(TableContents.atRest(cluster.databasePort())));
        } catch (IllegalStateException neverCameToRest) {
            violations.add(new Violation("the tables must come to rest, and be made anew", neverCameToRest.toString()));
        }
    }
}
