package io.evently.loadtest.bench;

import io.evently.loadtest.rival.Rival;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.Topology;
import io.evently.loadtest.sut.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code mvn -Pbench}: Evently as its users run it and its rivals on the same PostgreSQL, one after another and over
 * again, so that a drift of the machine meets all. {@code -Dscenarios=hot-event,sold-out} runs only those,
 * {@code -Drepetitions=1} shortens it. Ends with status 1 if an audit found anything; a promise that was missed is said,
 * and no more: machines are noisy.
 *
 * <p>Its budget on 2 slow cores with three repetitions, audits included:
 *
 * <table>
 * <caption>seconds</caption>
 * <tr><th>step</th><th>seconds</th></tr>
 * <tr><td>start, warm-up of Evently and all rivals</td><td>90</td></tr>
 * <tr><td>hot-event: best pools; 4 sizes beside everybody, crowds at a lock the first time only</td>
 *     <td>85 + 105 + 2 × 60</td></tr>
 * <tr><td>thousand-events: best pools; then thrice</td><td>70 + 3 × 23</td></tr>
 * <tr><td>sold-out, availability and mixed, thrice</td><td>3 × 17</td></tr>
 * <tr><td>stampede</td><td>16</td></tr>
 * <tr><td>half-peak and sustained, on the big event</td><td>160</td></tr>
 * <tr><td>burst, on the big event</td><td>25</td></tr>
 * <tr><td>million: what the big event lacks, then 4 × 5 s</td><td>90</td></tr>
 * <tr><td>decider</td><td>9</td></tr>
 * <tr><td>recovery: 2 × 100,000 bookings, a start</td><td>50</td></tr>
 * <tr><td>all</td><td>940, between 15 and 16 minutes</td></tr>
 * </table>
 */
public final class Bench {

    /** The compilers of a cold JVM share the cores with what is measured, and it books a third of what a warm one does. */
    private static final Duration WARM_UP = Duration.ofSeconds(16);

    private static final Duration SHORT_WARM_UP = Duration.ofSeconds(4);
    private static final Duration RIVALS_WARM_UP = Duration.ofSeconds(2);

    /** Some 100,000 requests to its echo route: as many as Evently was asked by then. */
    private static final Duration ROW_LOCKS_WARM_UP = Duration.ofSeconds(8);

    /** On a machine so slow that a repetition would begin later, it is left out, and all is done in 15 minutes still. */
    private static final Duration LAST_REPETITION = Duration.ofMinutes(8);

    private final long start = System.nanoTime();
    private final BenchFixture stand;
    private final BenchReport report;
    private final List<Scenario> scenarios;
    private final Rivals rivals;
    private final RowLockServer rowLock;
    private final int repetitions;
    private int repeated;

    private Bench(BenchFixture stand, BenchReport report, Rivals rivals, Set<String> chosen, int repetitions)
            throws SQLException {
        this.stand = stand;
        this.report = report;
        this.rivals = rivals;
        this.rowLock = new RowLockServer(
                rivals.server(), rivals.database(), stand.server().databasePid(), stand.buyers());
        this.repetitions = repetitions;
        this.scenarios = all(stand, report, rivals, rowLock).stream()
                .filter(scenario -> chosen.isEmpty() || scenario.ids().stream().anyMatch(chosen::contains))
                .toList();
    }

    /** Takes the folder for data and report, the scenarios ({@code all} or some with commas) and the repetitions. */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path folder = Path.of(arguments[0]);
        Set<String> chosen = chosen(arguments[1]);
        int repetitions = Integer.parseInt(arguments[2]);
        var work = WorkFolder.below(folder);
        boolean clean;
        try (Cluster server =
                        Cluster.start(ClusterSettings.embedded(work.path()).withPauseLog());
                Rivals rivals = Rivals.beside(server)) {
            String topology = topology(server);
            System.out.println(topology);
            var report = new BenchReport(topology);
            var bench = new Bench(new BenchFixture(server), report, rivals, chosen, repetitions);
            List<Comparison> comparisons = bench.run();
            report.write(folder, bench.whatRan(), comparisons);
            System.out.println(BenchReport.promises(comparisons));
            System.out.println("The whole report: " + folder.resolve("report.md"));
            clean = comparisons.stream().allMatch(Comparison::clean);
            rivals.close();
            server.stopGracefully();
        }
        if (!clean) {
            System.exit(1);
        }
        work.delete();
    }

    private static List<Scenario> all(BenchFixture stand, BenchReport report, Rivals rivals, RowLockServer rowLock) {
        var hotEvent = new HotEvent(stand, report, rivals, rowLock);
        var big = new BigEvent(stand);
        return List.of(
                hotEvent,
                new ThousandEvents(stand, report, rivals, rowLock),
                new SoldOut(stand, report),
                new Reads(stand, report),
                new Mixed(stand, report),
                new Joins(stand, report),
                new Sustained(stand, report, hotEvent, big),
                new Burst(stand, report, big),
                new Million(stand, report, big),
                new BareDecider(report, hotEvent),
                new Recovery(stand, report));
    }

    private List<Comparison> run() {
        if (scenarios.isEmpty()) {
            throw new IllegalArgumentException("no such scenario");
        }
        step("warm-up", this::warmUp);
        scenarios.forEach(scenario -> step("preparing " + name(scenario), scenario::prepare));
        while (repeated < repetitions && (repeated == 0 || elapsed() < LAST_REPETITION.toSeconds())) {
            repeated++;
            for (Scenario scenario : scenarios) {
                if (!scenario.once()) {
                    step(name(scenario) + ", repetition " + repeated + " of " + repetitions, scenario::measure);
                }
            }
        }
        scenarios.stream().filter(Scenario::once).forEach(scenario -> step(name(scenario), scenario::measure));
        List<Comparison> comparisons = new ArrayList<>();
        scenarios.forEach(scenario -> comparisons.addAll(scenario.comparisons()));
        return comparisons;
    }

    private String whatRan() {
        return "Scenarios: "
                + String.join(", ", scenarios.stream().map(Bench::name).toList()) + "; repetitions: " + repeated
                + (repeated < repetitions ? " of " + repetitions + ", for want of time" : "") + ".";
    }

    /** Every route that is measured, for 40 seconds in all, and every rival. */
    private void warmUp() {
        BookingSource office = stand.boxOffice();
        report.note("warm-up", stand.book(office, 256, WARM_UP).run());
        report.note("warm-up, echo", stand.echo(256, SHORT_WARM_UP).run());
        var read = stand.availability(office.event());
        stand.load(256, SHORT_WARM_UP, () -> read);
        BookingSource few = stand.boxOffice(1, 10);
        stand.load(64, SHORT_WARM_UP, few::booking);
        report.note(
                "warm-up", stand.book(office, 64, WARM_UP.minus(SHORT_WARM_UP)).run());
        rivals.connected().forEach(rival -> warmUp(rival, 4));
        rivals.inFlight().forEach(rival -> warmUp(rival, 256));
        rowLock.warmUp(256, ROW_LOCKS_WARM_UP);
        report.note(
                "warm-up, " + RowLockServer.NAME,
                rowLock.book(4, 1, 256, SHORT_WARM_UP).run());
    }

    private void warmUp(Rival rival, int clients) {
        report.note("warm-up, " + rival.name(), rival.book(clients, 1, RIVALS_WARM_UP));
    }

    private void step(String name, Runnable step) {
        long begin = System.nanoTime();
        step.run();
        double took = (System.nanoTime() - begin) / 1e9;
        System.out.printf(Locale.ROOT, "[%4.0f s] %s took %.0f s%n", elapsed(), name, took);
    }

    /** Seconds since the server was ready. */
    private double elapsed() {
        return (System.nanoTime() - start) / 1e9;
    }

    private static String name(Scenario scenario) {
        return String.join(" and ", new TreeSet<>(scenario.ids()));
    }

    private static Set<String> chosen(String scenarios) {
        return scenarios.equals("all") ? Set.of() : new TreeSet<>(Arrays.asList(scenarios.split(",")));
    }

    private static String topology(Cluster server) {
        return Topology.of(
                        "Evently, and who it is held against",
                        List.of(
                                "16, 64, 256 or 1,024 connections with one request in flight each, 1 client thread,",
                                "50,000 users; a booking has a token, an idempotency key and 1 to 4 seats"),
                        server)
                + """

                  the rivals, one at a time, while Evently's tables are at rest:
                  the same client -- HTTP --> row lock's JVM, Evently's flags -- JDBC --> the same PostgreSQL, database rival
                  threads with a connection each, or one for all in batches -- JDBC --> the same
                  an actor per event in this process, asks in flight -- JDBC --> the same
                """;
    }
}
