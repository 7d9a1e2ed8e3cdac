package io.evently.loadtest.bench;

import io.evently.loadtest.client.Measured;
import io.evently.loadtest.rival.Run;
import io.evently.loadtest.verify.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bookings come as fast as they can and then stop: how fast do the tables make up for it? */
final class Burst implements Scenario {

    private static final String ID = "burst";
    private static final int CLIENTS = 256;
    private static final Duration TIME = Duration.ofSeconds(20);

    private final BenchFixture stand;
    private final BenchReport report;
    private final BigEvent big;
    private Comparison comparison;

    Burst(BenchFixture stand, BenchReport report, BigEvent big) {
        this.stand = stand;
        this.report = report;
        this.big = big;
    }

    @Override
    public Set<String> ids() {
        return Set.of(ID);
    }

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public void measure() {
        BookingSource office = big.office();
        Ledger ledger = office.ledger();
        long seatsBefore = ledger.seats(office.event());
        Measured measured = stand.load(CLIENTS, TIME, office::booking);
        long end = System.nanoTime();
        double bookingsOfASeat = (double) measured.answered(201) / (ledger.seats(office.event()) - seatsBefore);
        double behind = stand.ledgers().seatsBehind(ledger) * bookingsOfASeat;
        double looked = (System.nanoTime() - end) / 1e9;
        double seconds = looked + stand.ledgers().awaitTables(ledger).toNanos() / 1e9;
        var violations = stand.ledgers().audit(ledger, BenchFixture.ONLY_BUSY);

        double burst = measured.perSecond(201);
        double drain = rate(behind, seconds, burst);
        var run = new Run(CLIENTS, drain, measured.latencies(), violations);
        report.note("Evently, burst", new Run(CLIENTS, burst, measured.latencies(), violations));
        report.say("the tables were behind by %.0f bookings, and drained in %.1f s", behind, seconds);
        comparison = new Comparison(ID, run, Baseline.PEAK, "the burst itself", burst, true, Map.of())
                .with("backlog", Math.round(behind))
                .with("drained_in_s", Math.round(seconds * 10) / 10.0);
    }

    /**
     * Bookings per second at which the tables made up for what they lacked; the burst's own rate if that was less than a
     * second of it, for then they kept up, and what is left is their rhythm.
     */
    static double rate(double behind, double seconds, double burst) {
        return behind < burst ? burst : behind / seconds;
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of(comparison);
    }
}
