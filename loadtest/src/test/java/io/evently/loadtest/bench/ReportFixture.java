package io.evently.loadtest.bench;

import io.evently.loadtest.rival.Run;
import io.evently.loadtest.verify.Violation;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Runs and comparisons for tests of what is made of them. */
final class ReportFixture {

    private ReportFixture() {}

    /** Every answer took 1.5 ms. */
    static Run run(int clients, double perSecond, Violation... violations) {
        var latencies = new Histogram(3);
        latencies.recordValue(1500);
        return new Run(clients, perSecond, latencies, List.of(violations));
    }

    static Comparison comparison(String scenario, int clients, Baseline opponent, double own, double theirs) {
        return new Comparison(scenario, run(clients, own), opponent, opponent.name(), theirs, true, Map.of());
    }
}
