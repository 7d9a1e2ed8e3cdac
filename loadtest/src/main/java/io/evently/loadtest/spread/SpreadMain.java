package io.evently.loadtest.spread;

import io.evently.loadtest.audit.Violation;
import io.evently.loadtest.fleet.Fleet;
import io.evently.loadtest.fleet.FleetSettings;
import io.evently.loadtest.server.WorkFolder;
import io.evently.loadtest.spread.Spreading.Cost;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code mvn -Pspread}: processor time a booking with three nodes on this machine, between two measurements with one.
 * Nodes are added because the crowd has grown, so each node has as many customers as the one had; what it costs when the
 * crowd stays the same is printed, too. The least of several runs counts: what else the machine does only adds to it.
 * Ends with status 1 if a promise was broken.
 */
public final class SpreadMain {

    private static final int RUNS = 3;

    private static final Duration RUN = Duration.ofSeconds(30);

    /** Each JVM compiles what it runs often; three on two cores take some seven minutes. */
    private static final int MOST_WARM_UPS = 24;

    /** Warm is who got no cheaper than by this much, so many times in a row. */
    private static final double CHEAPER = 0.97;

    private static final int SETTLED = 3;

    private static final double MOST = 1.5;

    private final Path below;
    private final int connections;
    private final PrintStream out;
    private final List<Violation> violations = new ArrayList<>();
    private double oneNode = Double.MAX_VALUE;
    private double grownCrowd = Double.MAX_VALUE;
    private double sameCrowd = Double.MAX_VALUE;

    private SpreadMain(Path below, int connections, PrintStream out) {
        this.below = below;
        this.connections = connections;
        this.out = out;
    }

    /**
     * Takes the folder to work in, how many connections customers have to each node, and the fleets to measure, one after
     * the other: "1,3,1".
     */
    public static void main(String[] arguments) {
        var main = new SpreadMain(Path.of(arguments[0]), Integer.parseInt(arguments[1]), System.out);
        List<String> fleets = List.of(arguments[2].split(","));
        if (!Set.copyOf(fleets).equals(Set.of("1", "3"))) {
            throw new IllegalArgumentException("one node and three, for example 1,3,1; not " + arguments[2]);
        }
        fleets.forEach(nodes -> main.measure(Integer.parseInt(nodes)));
        System.exit(main.isKept() ? 0 : 1);
    }

    private void measure(int nodes) {
        var folder = WorkFolder.below(below);
        try (Fleet fleet = Fleet.start(settings(folder, nodes), out)) {
            var spreading = new Spreading(fleet);
            warmUp(spreading, nodes * connections);
            double grown = least("", spreading, nodes * connections);
            if (nodes == 1) {
                oneNode = Math.min(oneNode, grown);
            } else {
                grownCrowd = Math.min(grownCrowd, grown);
                sameCrowd = Math.min(sameCrowd, least("the crowd of one node: ", spreading, connections));
            }
            violations.addAll(spreading.audit());
            fleet.stopGracefully();
        }
        folder.delete();
    }

    /** Every booking stays: with the usual 700 MB one node would soon do little but collect garbage. */
    private static FleetSettings settings(WorkFolder folder, int nodes) {
        return FleetSettings.in(folder.path(), nodes).withHeapOf(2);
    }

    private void warmUp(Spreading spreading, int crowd) {
        double least = Double.MAX_VALUE;
        int settled = 0;
        for (int i = 0; i < MOST_WARM_UPS && settled < SETTLED; i++) {
            double micros = told("  warming up: ", spreading.measure(crowd, RUN));
            settled = micros < least * CHEAPER ? 0 : settled + 1;
            least = Math.min(least, micros);
        }
    }

    private double least(String what, Spreading spreading, int crowd) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            least = Math.min(least, told(what, spreading.measure(crowd, RUN)));
        }
        return least;
    }

    private double told(String what, Cost cost) {
        out.println(what + cost);
        return cost.micros();
    }

    private boolean isKept() {
        out.printf(
                "processor time a booking, three nodes against one: %.2f (at most %.1f); with the crowd of one: %.2f%n",
                grownCrowd / oneNode, MOST, sameCrowd / oneNode);
        violations.forEach(out::println);
        return violations.isEmpty() && grownCrowd / oneNode <= MOST;
    }
}
