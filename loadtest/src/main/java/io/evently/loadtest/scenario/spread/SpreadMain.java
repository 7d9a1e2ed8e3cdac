package io.evently.loadtest.scenario.spread;

import io.evently.loadtest.scenario.spread.Spreading.Cost;
import io.evently.loadtest.verify.Violation;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code mvn -Pspread}: processor time a booking with three nodes on this machine against one. Both clusters are up all the
 * time and take turns, because the machine itself is a third slower in some minutes than in others; the median of all
 * turns counts. Nodes are added because the crowd has grown, so each node has as many customers as the one had; what it
 * costs when the crowd stays the same is printed, too. Ends with status 1 if a promise was broken.
 */
public final class SpreadMain {

    private static final Duration TURN = Duration.ofSeconds(20);

    /**
     * Bookings a node has made before it is measured: it gets no cheaper then, as its JVM has compiled what it runs often.
     * Three nodes on two cores need some ten minutes for them.
     */
    private static final long WARM = 500_000;

    private static final int MOST_WARM_UPS = 60;

    private static final double MOST = 1.5;

    private final Spreading one;
    private final Spreading three;
    private final int connections;
    private final PrintStream out;

    private SpreadMain(Spreading one, Spreading three, int connections, PrintStream out) {
        this.one = one;
        this.three = three;
        this.connections = connections;
        this.out = out;
    }

    /** Takes the folder to work in, how many connections customers have to each node, and how many turns to measure. */
    public static void main(String[] arguments) {
        boolean kept = isKept(
                Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), System.out);
        System.exit(kept ? 0 : 1);
    }

    private static boolean isKept(Path below, int connections, int turns, PrintStream out) {
        try (var one = Spreading.start(below, 1, out);
                var three = Spreading.start(below, 3, out)) {
            boolean kept = new SpreadMain(one, three, connections, out).run(turns);
            if (kept) {
                one.stop();
                three.stop();
            }
            return kept;
        }
    }

    private boolean run(int turns) {
        warmUp();
        List<Double> grown = new ArrayList<>();
        List<Double> same = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            // Who goes first changes: what grows or shrinks steadily is then nobody's gain.
            boolean oneFirst = turn % 2 == 0;
            double before = oneFirst ? told("", one, connections) : 0;
            double many = told("", three, 3 * connections);
            double few = told("the crowd of one node: ", three, connections);
            double alone = oneFirst ? before : told("", one, connections);
            grown.add(many / alone);
            same.add(few / alone);
            out.printf("  three against one: %.2f; with the crowd of one: %.2f%n", many / alone, few / alone);
        }
        List<Violation> violations = new ArrayList<>(one.audit());
        violations.addAll(three.audit());
        double ratio = median(grown);
        out.printf(
                "processor time a booking, three nodes against one: %.2f (at most %.1f); with the crowd of one: %.2f%n",
                ratio, MOST, median(same));
        violations.forEach(out::println);
        return violations.isEmpty() && ratio <= MOST;
    }

    private void warmUp() {
        for (int i = 0; i < MOST_WARM_UPS && !(isWarm(one) && isWarm(three)); i++) {
            warmUp(one, connections);
            warmUp(three, 3 * connections);
        }
    }

    private void warmUp(Spreading spreading, int crowd) {
        if (!isWarm(spreading)) {
            told("  warming up: ", spreading, crowd);
        }
    }

    private static boolean isWarm(Spreading spreading) {
        return spreading.bookedByEachNode() >= WARM;
    }

    private double told(String what, Spreading spreading, int crowd) {
        Cost cost = spreading.measure(crowd, TURN);
        out.println(what + cost);
        return cost.micros();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
