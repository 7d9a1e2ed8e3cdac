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
     * Where the rivals without HTTP have as many clients, too. Once only: hundreds who wait for one row need ten seconds to
     * finish a run of two.
     */
    private static final List<Integer> RIVALS_CLIENTS = List.of(64, 256);

    static final List<Integer> POOLS = List.of(1, 4, 16, 64);

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
    private final List<TunedRival> connected;
    private final List<TunedRival> inFlight;
    private final TunedServer server;

    HotEvent(BenchFixture stand, BenchReport report, Rivals rivals, RowLockServer server) {
        this.stand = stand;
        this.outings = new MeasuredRuns(ID, stand, report);
        this.connected = contestants(rivals.connected(), report);
        this.inFlight = contestants(rivals.inFlight(), report);
        this.server = new TunedServer(server, 1, PEAK_CLIENTS, report);
    }

    @Override
    public Set<String> ids() {
        return Set.of(ID);
    }

    @Override
    public void prepare() {
        server.findBest();
        connected.forEach(rival -> rival.findBest(POOLS));
        inFlight.forEach(rival -> rival.findBest(IN_FLIGHT));
    }

    @Override
    public void measure() {
        boolean first = outings.isEmpty(PEAK_CLIENTS);
        for (int clients : CLIENTS) {
            book(clients);
            outings.echo(clients);
            if (clients == PEAK_CLIENTS) {
                server.run();
            }
            if (first && RIVALS_CLIENTS.contains(clients)) {
                rivals().forEach(rival -> rival.run(clients, RIVALS_RUN));
            }
        }
        // Once more where it is measured as one of the above, too: its medians are of more runs then.
        rivals().forEach(rival -> rival.run(rival.best(), RIVALS_RUN));
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
            if (clients == PEAK_CLIENTS) {
                comparisons.add(server.beside(ID, own));
            }
            if (RIVALS_CLIENTS.contains(clients)) {
                rivals().forEach(rival -> {
                    comparisons.add(rival.beside(ID, own, Baseline.RIVAL, rival.best()));
                    if (clients != rival.best()) {
                        comparisons.add(rival.beside(ID, own, Baseline.RIVAL, clients));
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

    private Stream<TunedRival> rivals() {
        return Stream.concat(connected.stream(), inFlight.stream());
    }

    private static List<TunedRival> contestants(List<Rival> rivals, BenchReport report) {
        return rivals.stream().map(rival -> new TunedRival(rival, 1, report)).toList();
    }
}
