package io.evently.loadtest.bench;

import io.evently.loadtest.rival.Run;
import io.evently.loadtest.server.ServerProcess;
import io.evently.loadtest.server.ServerSettings;
import io.evently.loadtest.server.Topology;
import io.evently.loadtest.server.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code mvn -Pbench}: Evently as its users run it and its rivals on the same PostgreSQL, one after another and over
 * again, so that a drift of the machine meets both. About 5 minutes. Ends with status 1 if an audit found anything.
 */
public final class Bench {

    private static final String SCENARIO = "one hot event";
    private static final List<Integer> CLIENTS = List.of(64, 256);
    private static final List<Integer> POOL_SIZES = List.of(1, 2, 4, 8, 16, 32, 64);
    private static final int REPETITIONS = 3;
    private static final Duration RUN = Duration.ofSeconds(5);
    private static final Duration SHORT_RUN = Duration.ofSeconds(3);

    /** The compilers of a cold JVM share the cores with what is measured for about this long. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private final BenchReport report;
    private final HotEvent evently;
    private final RowLockRival rival;
    private final Map<Integer, List<Run>> eventlyRuns = new TreeMap<>();
    private final Map<Integer, List<Run>> rivalRuns = new TreeMap<>();

    private Bench(BenchReport report, HotEvent evently, RowLockRival rival) {
        this.report = report;
        this.evently = evently;
        this.rival = rival;
    }

    /** Takes the folder for data and report. */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path folder = Path.of(arguments[0]);
        var work = WorkFolder.below(folder);
        boolean clean;
        try (ServerProcess server = ServerProcess.start(ServerSettings.in(work.path()))) {
            String topology = topology(server);
            System.out.println(topology);
            var report = new BenchReport(topology);
            var bench = new Bench(report, new HotEvent(server), RowLockRival.create(server.databasePort()));
            List<Comparison> comparisons = bench.compare();
            report.write(folder, comparisons);
            System.out.println(report.markdown(comparisons));
            clean = comparisons.stream().allMatch(Comparison::clean);
            server.stopGracefully();
        }
        if (!clean) {
            System.exit(1);
        }
        work.delete();
    }

    private List<Comparison> compare() throws SQLException {
        warmUp();
        int bestPool = bestPool();
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            for (int clients : CLIENTS) {
                runEvently(clients);
                runRival(clients);
            }
            runRival(bestPool);
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (int clients : CLIENTS) {
            Run own = Run.median(eventlyRuns.get(clients));
            comparisons.add(comparison(own, "as many connections", clients));
            comparisons.add(comparison(own, "the pool that suits it best", bestPool));
        }
        return comparisons;
    }

    private Comparison comparison(Run own, String shape, int connections) {
        String name = "row-lock SQL function, " + connections + " connections (" + shape + ")";
        return new Comparison(SCENARIO, own, name, Run.median(rivalRuns.get(connections)));
    }

    private void warmUp() throws SQLException {
        for (int clients : CLIENTS) {
            report.note("Evently, warm-up", evently.run(clients, WARM_UP));
        }
        report.note("rival, warm-up", rival.run(16, SHORT_RUN));
    }

    /** Each size twice, and its better run counts: a moment's noise must not cost the rival its best shape. */
    private int bestPool() throws SQLException {
        Run best = null;
        for (int sweep = 0; sweep < 2; sweep++) {
            for (int size : POOL_SIZES) {
                Run run = rival.run(size, SHORT_RUN);
                report.note("rival, looking for its pool", run);
                best = best == null || run.perSecond() > best.perSecond() ? run : best;
            }
        }
        return best.clients();
    }

    private void runEvently(int clients) {
        Run run = evently.run(clients, RUN);
        report.note("Evently", run);
        eventlyRuns.computeIfAbsent(clients, any -> new ArrayList<>()).add(run);
    }

    private void runRival(int connections) throws SQLException {
        Run run = rival.run(connections, RUN);
        report.note("rival", run);
        rivalRuns.computeIfAbsent(connections, any -> new ArrayList<>()).add(run);
    }

    private static String topology(ServerProcess server) {
        return Topology.of(
                        "Bookings of one hot event",
                        List.of(
                                "64, then 256 connections with one request in flight each, 1 client thread, 10,000 users"),
                        server)
                + """

                  the rival, while Evently's tables are at rest:
                  threads with a connection each -- JDBC --> the same PostgreSQL, database rival
                """;
    }
}
