package io.evently.loadtest.bench;

import io.evently.loadtest.rival.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The row lock behind HTTP in one scenario: its best pool, and its runs with that. */
final class TunedServer {

    /** A pool is a connection and a thread each. */
    private static final List<Integer> POOLS = List.of(1, 4, 16, 64);

    private static final Duration SHORT_RUN = Duration.ofMillis(1_500);
    private static final Duration RUN = Duration.ofSeconds(3);
    private static final int TRIED_AGAIN = 2;

    private final RowLockServer server;
    private final int events;
    private final int clients;
    private final BenchReport report;
    private final List<MeasuredRun> runs = new ArrayList<>();
    private int best;

    /** Booked evenly on so many events by so many clients. */
    TunedServer(RowLockServer server, int events, int clients, BenchReport report) {
        this.server = server;
        this.events = events;
        this.clients = clients;
        this.report = report;
    }

    private record Tried(int pool, double perSecond) {}

    /** Looks which pool suits it best: each once, and the two best once more, of which the better runs count. */
    void findBest() {
        var fastestFirst = Comparator.comparingDouble(Tried::perSecond).reversed();
        List<Tried> tried = new ArrayList<>(POOLS.stream().map(this::tryOut).toList());
        tried.stream().sorted(fastestFirst).limit(TRIED_AGAIN).toList().forEach(one -> tried.add(tryOut(one.pool())));
        best = tried.stream().min(fastestFirst).orElseThrow().pool();
    }

    private Tried tryOut(int pool) {
        return new Tried(
                pool, book(pool, SHORT_RUN, ", looking for its best pool").run().perSecond());
    }

    /** Once more with the best pool. */
    void run() {
        runs.add(book(best, RUN, ""));
    }

    private MeasuredRun book(int pool, Duration time, String why) {
        MeasuredRun outing = server.book(pool, events, clients, time);
        report.note(RowLockServer.NAME + ", pool of " + pool + why, outing.run(), outing.cost());
        return outing;
    }

    /** Its middle run, beside Evently's of as many clients. */
    Comparison beside(String scenario, MeasuredRun evently) {
        MeasuredRun middle = MeasuredRun.median(runs);
        Run run = middle.run();
        String text = RowLockServer.NAME + ", pool of " + best + " (its best)";
        return Comparison.of(scenario, evently, Baseline.ROW_LOCK_HTTP, text, run)
                .with("rival_cpu_us_per_request", middle.cost().entry())
                .with("rival_p99_ms", run.millisAt(99));
    }
}
