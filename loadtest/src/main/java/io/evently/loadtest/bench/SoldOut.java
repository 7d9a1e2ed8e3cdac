package io.evently.loadtest.bench;

import io.evently.loadtest.client.Measured;
import io.evently.loadtest.client.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Nothing is left, and everybody asks on: what most customers of a popular event meet. Every answer is a refusal. */
final class SoldOut implements Scenario {

    private static final String ID = "sold-out";
    private static final int CLIENTS = 256;
    private static final int SEATS = 200;
    private static final Set<String> REFUSALS = Set.of(Refusal.SOLD_OUT, Refusal.NOT_ENOUGH_SEATS, Refusal.BUSY);
    private static final Duration RUN = Duration.ofSeconds(3);

    private final BenchFixture stand;
    private final MeasuredRuns outings;
    private BookingSource office;

    SoldOut(BenchFixture stand, BenchReport report) {
        this.stand = stand;
        this.outings = new MeasuredRuns(ID, stand, report);
    }

    @Override
    public Set<String> ids() {
        return Set.of(ID);
    }

    @Override
    public void prepare() {
        office = stand.boxOffice(1, SEATS);
        while (stand.api().availability(office.event()).available() > 0) {
            stand.load(1, Duration.ofMillis(500), office::booking);
        }
    }

    @Override
    public void measure() {
        Cpu before = Cpu.now(stand.server());
        Measured measured = stand.load(CLIENTS, RUN, office::booking);
        Cpu cost = stand.costUntilTablesFollowed(before, office.ledger());
        // That nothing was sold any more, too: the ledger's seats must be those of the event.
        var violations = stand.ledgers().audit(office.ledger(), REFUSALS);
        outings.add(BenchFixture.outing(CLIENTS, measured, 409, cost, violations));
        outings.echo(CLIENTS);
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of(outings.besideEcho(CLIENTS));
    }
}
