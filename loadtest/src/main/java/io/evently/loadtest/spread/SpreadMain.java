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

    /** Each JVM compiles what it runs often; three on two cores take three times as long. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private static final Duration RUN = Duration.ofSeconds(20);

    private static final double MOST = 1.5;

    private SpreadMain() {}

    /** Takes the folder to work in. */
    public static void main(String[] arguments) {
        List<Cost> costs = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int nodes : NODES) {
                costs.add(measure(nodes, Path.of(arguments[0]), System.out, violations));
            }
        }
        double ratio = least(costs, NODES.get(1)) / least(costs, NODES.get(0));
        System.out.printf("processor time a booking, three nodes against one: %.2f (at most %.1f)%n", ratio, MOST);
        violations.forEach(System.out::println);
        System.exit(violations.isEmpty() && ratio <= MOST ? 0 : 1);
    }

    private static Cost measure(int nodes, Path below, PrintStream out, List<Violation> violations) {
        var folder = WorkFolder.below(below);
        Cost cost;
        try (Fleet fleet = Fleet.start(FleetSettings.in(folder.path(), nodes), out)) {
            var spreading = new Spreading(fleet);
            spreading.measure(WARM_UP.multipliedBy(nodes));
            cost = spreading.measure(RUN);
            out.println(cost);
            violations.addAll(spreading.audit());
            fleet.stopGracefully();
        }
        folder.delete();
        return cost;
    }

    private static double least(List<Cost> costs, int nodes) {
        return costs.stream()
                .filter(cost -> cost.nodes() == nodes)
                .min(Comparator.comparingDouble(Cost::micros))
                .orElseThrow()
                .micros();
    }
}
