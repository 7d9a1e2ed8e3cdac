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
import java.util.Comparator;
import java.util.List;

/**
 * {@code mvn -Pspread}: processor time a booking with one node and with three on this machine, alternately, so that drift
 * of the machine cancels. Ends with status 1 if a promise was broken.
 */
public final class SpreadMain {

    private static final int ROUNDS = 2;
    private static final List<Integer> NODES = List.of(1, 3);

    private static final Duration RUN = Duration.ofSeconds(30);

    /** Each JVM compiles what it runs often; three on two cores take some five minutes. */
    private static final int MOST_WARM_UPS = 20;

    /** Warm is who gets no cheaper than by this much, twice in a row. */
    private static final double CHEAPER = 0.95;

    private static final double MOST = 1.5;

    private SpreadMain() {}

    /** Takes the folder to work in, and how many connections the customers have to all nodes together. */
    public static void main(String[] arguments) {
        List<Cost> costs = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int nodes : NODES) {
                costs.add(
                        measure(nodes, Path.of(arguments[0]), Integer.parseInt(arguments[1]), System.out, violations));
            }
        }
        double ratio = least(costs, NODES.get(1)) / least(costs, NODES.get(0));
        System.out.printf("processor time a booking, three nodes against one: %.2f (at most %.1f)%n", ratio, MOST);
        violations.forEach(System.out::println);
        System.exit(violations.isEmpty() && ratio <= MOST ? 0 : 1);
    }

    private static Cost measure(int nodes, Path below, int connections, PrintStream out, List<Violation> violations) {
        var folder = WorkFolder.below(below);
        Cost cost;
        try (Fleet fleet = Fleet.start(FleetSettings.in(folder.path(), nodes), out)) {
            var spreading = new Spreading(fleet, connections);
            warmUp(spreading, out);
            cost = spreading.measure(RUN);
            out.println(cost);
            violations.addAll(spreading.audit());
            fleet.stopGracefully();
        }
        folder.delete();
        return cost;
    }

    private static void warmUp(Spreading spreading, PrintStream out) {
        double least = Double.MAX_VALUE;
        int settled = 0;
        for (int i = 0; i < MOST_WARM_UPS && settled < 2; i++) {
            Cost cost = spreading.measure(RUN);
            out.println("  warming up: " + cost);
            settled = cost.micros() < least * CHEAPER ? 0 : settled + 1;
            least = Math.min(least, cost.micros());
        }
    }

    private static double least(List<Cost> costs, int nodes) {
        return costs.stream()
                .filter(cost -> cost.nodes() == nodes)
                .min(Comparator.comparingDouble(Cost::micros))
                .orElseThrow()
                .micros();
    }
}
