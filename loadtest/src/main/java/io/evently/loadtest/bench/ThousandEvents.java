package io.evently.loadtest.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Everybody books 1,000 events evenly: where locks hardly meet, and a database is at its best. */
final class ThousandEvents implements Scenario {

    private static final String ID = "thousand-events";
    private static final int EVENTS = 1_000;
    private static final int CLIENTS = 256;

    /** The rivals warm up while their best pool is looked for; a cold server would measure HotSpot's compiler. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private static final Duration RUN = Duration.ofSeconds(4);
    private static final Duration RIVALS_RUN = Duration.ofSeconds(2);

    private final BenchFixture stand;
    private final MeasuredRuns outings;
    private final TunedServer server;
    private final TunedRival rowLock;
    private final List<TunedRival> inFlight;
    private BookingSource office;

    ThousandEvents(BenchFixture stand, BenchReport report, Rivals rivals, RowLockServer server) {
        this.stand = stand;
        this.outings = new MeasuredRuns(ID, stand, report);
        this.server = new TunedServer(server, EVENTS, CLIENTS, report);
        this.rowLock = new TunedRival(rivals.rowLock(), EVENTS, report);
        this.inFlight = rivals.inFlight().stream()
                .map(rival -> new TunedRival(rival, EVENTS, report))
                .toList();
    }

    @Override
    public Set<String> ids() {
        return Set.of(ID);
    }

    @Override
    public void prepare() {
        office = stand.boxOffice(EVENTS, BookingSource.ENDLESS);
        stand.book(office, CLIENTS, WARM_UP);
        server.findBest();
        rowLock.findBest(HotEvent.POOLS);
        inFlight.forEach(rival -> rival.findBest(HotEvent.IN_FLIGHT));
    }

    @Override
    public void measure() {
        outings.add(stand.book(office, CLIENTS, RUN));
        outings.echo(CLIENTS);
        server.run();
        rivals().forEach(rival -> rival.run(rival.best(), RIVALS_RUN));
    }

    @Override
    public List<Comparison> comparisons() {
        MeasuredRun own = outings.median(CLIENTS);
        List<Comparison> comparisons = new ArrayList<>();
        comparisons.add(server.beside(ID, own));
        rivals().forEach(rival -> comparisons.add(rival.beside(ID, own, Baseline.RIVAL, rival.best())));
        comparisons.add(outings.besideEcho(CLIENTS));
        return comparisons;
    }

    private Stream<TunedRival> rivals() {
        return Stream.concat(Stream.of(rowLock), inFlight.stream());
    }
}
