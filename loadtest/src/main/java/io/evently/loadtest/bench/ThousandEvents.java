package io.evently.loadtest.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everybody books 1,000 events evenly: where locks hardly meet, and a database is at its best. */
final class ThousandEvents implements Scenario {

    private static final String ID = "thousand-events";
    private static final int EVENTS = 1_000;
    private static final int CLIENTS = 256;

    private static final Duration RUN = Duration.ofSeconds(4);
    private static final Duration RIVALS_RUN = Duration.ofSeconds(2);

    private final BenchFixture stand;
    private final MeasuredRuns outings;
    private final TunedRival rowLock;
    private final List<TunedRival> entities;
    private BookingSource office;

    ThousandEvents(BenchFixture stand, BenchReport report, Rivals rivals) {
        this.stand = stand;
        this.outings = new MeasuredRuns(ID, stand, report);
        this.rowLock = new TunedRival(rivals.rowLock(), EVENTS, report);
        this.entities = rivals.entities().stream()
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
        rowLock.findBest(HotEvent.POOLS);
        entities.forEach(entity -> entity.findBest(HotEvent.IN_FLIGHT));
    }

    @Override
    public void measure() {
        outings.add(stand.book(office, CLIENTS, RUN));
        outings.echo(CLIENTS);
        rowLock.run(rowLock.best(), RIVALS_RUN);
        entities.forEach(entity -> entity.run(entity.best(), RIVALS_RUN));
    }

    @Override
    public List<Comparison> comparisons() {
        MeasuredRun own = outings.median(CLIENTS);
        List<Comparison> comparisons = new ArrayList<>();
        comparisons.add(rowLock.beside(ID, own, Baseline.ROW_LOCK_BEST, rowLock.best()));
        entities.forEach(entity -> comparisons.add(entity.beside(ID, own, Baseline.RIVAL, entity.best())));
        comparisons.add(outings.besideEcho(CLIENTS));
        return comparisons;
    }
}
