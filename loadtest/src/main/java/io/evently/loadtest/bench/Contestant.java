package io.evently.loadtest.bench;

import io.evently.loadtest.rival.Rival;
import io.evently.loadtest.rival.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A rival in one scenario: its best pool, and all its runs by their number of clients. */
final class Contestant {

    private static final Duration SHORT_RUN = Duration.ofSeconds(2);

    private final Rival rival;
    private final int events;
    private final BenchReport report;
    private final Map<Integer, List<Run>> runs = new TreeMap<>();
    private int best;

    /** That rival, booking evenly on so many events. */
    Contestant(Rival rival, int events, BenchReport report) {
        this.rival = rival;
        this.events = events;
        this.report = report;
    }

    String name() {
        return rival.name();
    }

    /**
     * Looks which of these numbers of clients suits it best: of each the better of its short runs counts, so that a
     * moment's noise does not cost the rival its best shape.
     */
    void findBest(List<Integer> sizes, int sweeps) {
        Run fastest = null;
        for (int sweep = 0; sweep < sweeps; sweep++) {
            for (int size : sizes) {
                Run run = rival.book(size, events, SHORT_RUN);
                report.note(name() + ", looking for its best pool", run);
                fastest = fastest == null || run.perSecond() > fastest.perSecond() ? run : fastest;
            }
        }
        best = fastest.clients();
    }

    /** The number found. */
    int best() {
        return best;
    }

    void run(int clients, Duration time) {
        Run run = rival.book(clients, events, time);
        report.note(name(), run);
        runs.computeIfAbsent(clients, any -> new ArrayList<>()).add(run);
    }

    /** Its figures with so many clients, beside Evently's. */
    Comparison beside(String scenario, Outing evently, Opponent opponent, int clients) {
        String shape = clients == best
                ? "its best pool"
                : clients == evently.run().clients() ? "as many" : "the most the server has left";
        String text = name() + ", " + clients + " clients (" + shape + ")";
        return Comparison.of(scenario, evently, opponent, text, Run.median(runs.get(clients)));
    }
}
