package io.evently.loadtest.bench;

import io.evently.loadtest.client.Measured;
import io.evently.loadtest.rival.Run;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Four look how many seats are left for each one who books. */
final class Mixed implements Scenario {

    private static final String ID = "mixed";
    private static final int CLIENTS = 256;
    private static final int ONE_IN = 5;
    private static final Duration RUN = Duration.ofSeconds(4);

    private final BenchFixture stand;
    private final MeasuredRuns outings;

    Mixed(BenchFixture stand, BenchReport report) {
        this.stand = stand;
        this.outings = new MeasuredRuns(ID, stand, report);
    }

    @Override
    public Set<String> ids() {
        return Set.of(ID);
    }

    @Override
    public void measure() {
        BookingSource office = stand.boxOffice();
        Cpu before = Cpu.now(stand.server());
        Measured measured = stand.load(CLIENTS, RUN, asks(office));
        Cpu cost = stand.costUntilTablesFollowed(before, office.ledger()).per(measured.answered());
        var violations = stand.ledgers().audit(office.ledger(), BenchFixture.ONLY_BUSY);
        var run = new Run(CLIENTS, measured.perSecond(200) + measured.perSecond(201), measured.latencies(), violations);
        outings.add(new MeasuredRun(run, measured, cost));
        outings.echo(CLIENTS);
    }

    private Supplier<LoadRequest> asks(BookingSource office) {
        var read = stand.availability(office.event());
        int[] asked = {0};
        return () -> asked[0]++ % ONE_IN == 0 ? office.booking() : read;
    }

    @Override
    public List<Comparison> comparisons() {
        Measured measured = outings.median(CLIENTS).measured();
        return List.of(outings.besideEcho(CLIENTS)
                .with("bookings_per_s", Math.round(measured.perSecond(201)))
                .with("reads_per_s", Math.round(measured.perSecond(200))));
    }
}
