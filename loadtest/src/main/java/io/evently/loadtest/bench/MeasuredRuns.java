package io.evently.loadtest.bench;

import io.evently.loadtest.rival.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Evently's runs of one scenario and those of the echo route beside them, by their number of connections. */
final class MeasuredRuns {

    private static final Duration ECHO = Duration.ofSeconds(2);

    private final String scenario;
    private final BenchFixture stand;
    private final BenchReport report;
    private final Map<Integer, List<MeasuredRun>> own = new TreeMap<>();
    private final Map<Integer, List<Run>> echoes = new TreeMap<>();

    MeasuredRuns(String scenario, BenchFixture stand, BenchReport report) {
        this.scenario = scenario;
        this.stand = stand;
        this.report = report;
    }

    void add(MeasuredRun outing) {
        report.note("Evently, " + scenario, outing.run(), outing.cost());
        own.computeIfAbsent(outing.run().clients(), any -> new ArrayList<>()).add(outing);
    }

    /** Loads the echo route for 2 s, right beside the run it is the ceiling of. */
    void echo(int clients) {
        MeasuredRun echo = stand.echo(clients, ECHO);
        report.note("echo route", echo.run(), echo.cost());
        echoes.computeIfAbsent(clients, any -> new ArrayList<>()).add(echo.run());
    }

    boolean isEmpty(int clients) {
        return !own.containsKey(clients);
    }

    MeasuredRun median(int clients) {
        return MeasuredRun.median(own.get(clients));
    }

    Comparison besideEcho(int clients) {
        return Comparison.of(
                scenario,
                median(clients),
                Baseline.ECHO,
                "echo route, same connections",
                Run.median(echoes.get(clients)));
    }
}
