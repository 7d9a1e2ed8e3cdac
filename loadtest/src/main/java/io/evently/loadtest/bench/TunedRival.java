package io.evently.loadtest.bench;

import io.evently.loadtest.rival.Rival;
import io.evently.loadtest.rival.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A rival without HTTP in one scenario: its best number of clients, and all its runs by that number. */
final class TunedRival {

    private static final Duration SHORT_RUN = Duration.ofMillis(1_500);
    private static final int TRIED_AGAIN = 2;
    private static final Comparator<Run> FASTEST_FIRST =
            Comparator.comparingDouble(Run::perSecond).reversed();

    private final Rival rival;
    private final int events;
    private final BenchReport report;
    private final Map<Integer, List<Run>> runs = new TreeMap<>();
    private int best;

    /** That rival, booking evenly on so many events. */
    TunedRival(Rival rival, int events, BenchReport report) {
        this.rival = rival;
        this.events = events;
        this.report = report;
    }

    String name() {
        return rival.name();
    }

    /**
     * Looks which of these numbers of clients suits it best: each once, and the two best once more, of which the better
     * runs count. A moment's noise must not cost the rival its best shape.
     */
    void findBest(List<Integer> sizes) {
        List<Run> first = sizes.stream().map(this::tryOut).toList();
        Stream<Run> again =
                first.stream().sorted(FASTEST_FIRST).limit(TRIED_AGAIN).map(run -> tryOut(run.clients()));
        best = Stream.concat(first.stream(), again)
                .min(FASTEST_FIRST)
                .orElseThrow()
                .clients();
    }

    private Run tryOut(int clients) {
        Run run = rival.book(clients, events, SHORT_RUN);
        report.note(name() + ", looking for its best number of clients", run);
        return run;
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
    Comparison beside(String scenario, MeasuredRun evently, Baseline opponent, int clients) {
        String shape = clients == best ? "its best number" : "as many";
        String text = name() + ", " + clients + (clients == 1 ? " client (" : " clients (") + shape + ")";
        return Comparison.of(scenario, evently, opponent, text, Run.median(runs.get(clients)));
    }
}
