package io.evently.loadtest.bench;

import io.evently.loadtest.client.Measured;
import io.evently.loadtest.client.RequestTimes;
import io.evently.loadtest.rival.Run;
import io.evently.loadtest.verify.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Bookings come at a fixed rate for minutes: how long they take at half the peak, and at which rate the tables keep up.
 * Two minutes at half the peak; then half a minute at more if the tables kept up, else at less.
 */
final class Sustained implements Scenario {

    private static final String HALF_PEAK = "half-peak";
    private static final String SUSTAINED = "sustained";
    private static final int CLIENTS = 256;
    private static final double LESS = 0.35;
    private static final double HALF = 0.5;
    private static final double MORE = 0.7;
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final Duration LEAD_IN = Duration.ofSeconds(4);

    /** Seconds that the tables may be behind. */
    private static final double MOST_LAG = 2;

    /** A rate that the server did not take is not one it sustained. */
    private static final double SHARE_TAKEN = 0.97;

    private final BenchFixture stand;
    private final BenchReport report;
    private final HotEvent hotEvent;
    private final BigEvent big;
    private MeasuredRun peak;
    private List<Violation> violations;
    private final List<Held> held = new ArrayList<>();

    /**
     * One rate.
     *
     * @param share of the peak that was offered
     * @param pause the longest of the server's JVM, in milliseconds
     * @param lag of the tables, the worst, in seconds
     */
    private record Held(double share, Measured measured, double pause, double lag, Cpu cost, boolean holds) {}

    Sustained(BenchFixture stand, BenchReport report, HotEvent hotEvent, BigEvent big) {
        this.stand = stand;
        this.report = report;
        this.hotEvent = hotEvent;
        this.big = big;
    }

    @Override
    public Set<String> ids() {
        return Set.of(HALF_PEAK, SUSTAINED);
    }

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public void measure() {
        peak = hotEvent.peak();
        Held half = hold(HALF, LONG);
        held.add(half);
        held.add(hold(half.holds() ? MORE : LESS, SHORT));
        violations = stand.ledgers().audit(big.office().ledger(), BenchFixture.ONLY_BUSY);
    }

    private Held hold(double share, Duration time) {
        BookingSource office = big.office();
        double rate = share * peak.run().perSecond();
        // Not counted: that everybody connects at once, and a client that is new to keeping time.
        stand.loadAt(rate, CLIENTS, LEAD_IN, office::booking, RequestTimes.NONE);
        Cpu before = Cpu.now(stand.server());
        BenchFixture.Recorded<Measured> recorded;
        double lag;
        try (LagWatch watch = stand.watchLag()) {
            recorded = stand.recorded(times -> stand.loadAt(rate, CLIENTS, time, office::booking, times));
            lag = watch.worstSeconds();
        }
        Measured measured = recorded.result();
        double pause = recorded.timeline().longestPauseMillis();
        Cpu cost = stand.costUntilTablesFollowed(before, office.ledger()).per(measured.answered(201));
        boolean holds = lag < MOST_LAG && measured.perSecond(201) >= SHARE_TAKEN * rate;
        report.note("Evently at " + share + " of its peak", run(measured, List.of()), cost);
        report.timeline("At " + share + " of the peak", recorded.timeline());
        report.say("the tables were behind by %.2f s at most: %s", lag, holds ? "they keep up" : "too much");
        return new Held(share, measured, pause, lag, cost, holds);
    }

    @Override
    public List<Comparison> comparisons() {
        Held half = held.get(0);
        Held best = held.stream()
                .filter(Held::holds)
                .reduce((one, other) -> one.share() > other.share() ? one : other)
                .orElse(null);
        Run none = new Run(CLIENTS, 0, half.measured().latencies(), violations);
        return List.of(
                beside(HALF_PEAK, run(half.measured(), violations), half),
                beside(SUSTAINED, best == null ? none : run(best.measured(), violations), best == null ? half : best));
    }

    private Comparison beside(String scenario, Run run, Held held) {
        Run theirs = peak.run();
        return Comparison.of(
                        scenario,
                        new MeasuredRun(run, held.measured(), held.cost()),
                        Baseline.PEAK,
                        "peak of hot-event",
                        theirs)
                .with("pause_max_ms", Math.round(held.pause() * 10) / 10.0)
                .with("lag_max_s", Math.round(held.lag() * 100) / 100.0)
                .with("offered_share", held.share());
    }

    private static Run run(Measured measured, List<Violation> violations) {
        return new Run(CLIENTS, measured.perSecond(201), measured.latencies(), violations);
    }
}
