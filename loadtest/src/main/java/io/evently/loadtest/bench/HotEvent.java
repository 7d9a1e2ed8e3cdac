package io.evently.loadtest.bench;

import io.evently.loadtest.rival.Rival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Everybody books one event with seats for all; beside every rival and the echo route. */
final class HotEvent implements Scenario {

    private static final String ID = "hot-event";

    /** Connections to Evently. */
    private static final List<Integer> CLIENTS = List.of(16, 64, 256, 1024);

    /**
     * Where the other rivals, too, have as many clients. Once only, as the row lock at its most connections: hundreds who
     * wait for one row need ten seconds to finish a run of two.
     */
    private static final List<Integer> OTHERS_CLIENTS = List.of(64, 256);

    static final List<Integer> POOLS = List.of(1, 2, 4, 8, 16, 32, 64);
    private static final List<Integer> FEW_POOLS = List.of(1, 4, 16, 64);

    /** For rivals that need no connection for each client. */
    static final List<Integer> IN_FLIGHT = List.of(64, 256, 1024);

    /** Of the connections at which Evently's peak is taken. */
    static final int PEAK_CLIENTS = 256;

    /** Where only the peak is wanted. */
    private static final int PEAK_RUNS = 3;

    private static final Duration RUN = Duration.ofSeconds(4);
    private static final Duration RIVALS_RUN = Duration.ofSeconds(2);

    private final BenchFixture stand;
    private final MeasuredRuns outings;
    private final TunedRival rowLock;
    private final List<TunedRival> statements;
    private final List<TunedRival> entities;
    private final int mostConnections;

    /** Beside these; SQL rivals get no more connections than {@code mostConnections}. */
    HotEvent(BenchFixture stand, BenchReport report, Rivals rivals) {
        this.stand = stand;
        this.outings = new MeasuredRuns(ID, stand, report);
        this.rowLock = new TunedRival(rivals.rowLock(), 1, report);
        this.statements = contestants(rivals.statements(), report);
        this.entities = contestants(rivals.entities(), report);
        this.mostConnections = rivals.mostConnections();
    }

    @Override
    public Set<String> ids() {
        return Set.of(ID);
    }

    @Override
    public void prepare() {
        rowLock.findBest(POOLS);
        statements.forEach(rival -> rival.findBest(FEW_POOLS));
        entities.forEach(rival -> rival.findBest(IN_FLIGHT));
    }

    @Override
    public void measure() {
        boolean first = outings.isEmpty(PEAK_CLIENTS);
        for (int clients : CLIENTS) {
            book(clients);
            outings.echo(clients);
            if (first || clients == asMany(clients)) {
                rowLock.run(asMany(clients), RIVALS_RUN);
            }
            if (first && OTHERS_CLIENTS.contains(clients)) {
                others().forEach(other -> other.run(clients, RIVALS_RUN));
            }
        }
        // Once more where it is measured as one of the above, too: its medians are of more runs then.
        Stream.concat(Stream.of(rowLock), others()).forEach(rival -> rival.run(rival.best(), RIVALS_RUN));
    }

    /** Evently's peak on one hot event: measured now if it was not before. */
    MeasuredRun peak() {
        if (outings.isEmpty(PEAK_CLIENTS)) {
            for (int run = 0; run < PEAK_RUNS; run++) {
                book(PEAK_CLIENTS);
            }
        }
        return outings.median(PEAK_CLIENTS);
    }

    @Override
    public List<Comparison> comparisons() {
        List<Comparison> comparisons = new ArrayList<>();
        for (int clients : CLIENTS) {
            MeasuredRun own = outings.median(clients);
            comparisons.add(rowLock.beside(ID, own, Baseline.ROW_LOCK_AS_MANY, asMany(clients)));
            comparisons.add(rowLock.beside(ID, own, Baseline.ROW_LOCK_BEST, rowLock.best()));
            if (OTHERS_CLIENTS.contains(clients)) {
                others().forEach(other -> {
                    comparisons.add(other.beside(ID, own, Baseline.RIVAL, other.best()));
                    if (clients != other.best()) {
                        comparisons.add(other.beside(ID, own, Baseline.RIVAL, clients));
                    }
                });
            }
            comparisons.add(outings.besideEcho(clients));
        }
        return comparisons;
    }

    private void book(int clients) {
        outings.add(stand.book(stand.boxOffice(), clients, RUN));
    }

    private Stream<TunedRival> others() {
        return Stream.concat(statements.stream(), entities.stream());
    }

    private static List<TunedRival> contestants(List<Rival> rivals, BenchReport report) {
        return rivals.stream().map(rival -> new TunedRival(rival, 1, report)).toList();
    }

    private int asMany(int clients) {
        return Math.min(clients, mostConnections);
    }
}
