package io.evently.loadtest.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Does a booking cost more when its event has a million of them? A fresh event (some ten thousand bookings at its end)
 * and the big one take turns, so that drift meets both.
 */
final class Million implements Scenario {

    private static final String ID = "million";
    private static final int CLIENTS = 256;
    private static final int BOOKINGS = 1_000_000;
    private static final int TURNS = 2;
    private static final Duration RUN = Duration.ofSeconds(5);
    private static final Duration FILLING = Duration.ofSeconds(2);

    /** An end to filling at a server that takes nothing. */
    private static final long GIVE_UP_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final BenchFixture stand;
    private final BenchReport report;
    private final BigEvent big;
    private final List<MeasuredRun> small = new ArrayList<>();
    private final List<MeasuredRun> large = new ArrayList<>();

    Million(BenchFixture stand, BenchReport report, BigEvent big) {
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
        fill();
        for (int turn = 0; turn < TURNS; turn++) {
            small.add(book("Evently, small event", stand.boxOffice()));
            String title = "A million is live, turn " + (turn + 1);
            large.add(noted(
                    "Evently, event of a million",
                    stand.book(big.office(), CLIENTS, RUN, timeline -> report.timeline(title, timeline))));
        }
    }

    private void fill() {
        BookingSource office = big.office();
        long giveUp = System.nanoTime() + GIVE_UP_NANOS;
        while (office.ledger().bookings() < BOOKINGS) {
            if (System.nanoTime() - giveUp > 0) {
                throw new IllegalStateException("only " + office.ledger().bookings() + " bookings after 5 minutes");
            }
            stand.load(CLIENTS, FILLING, office::booking);
        }
        stand.ledgers().awaitTables(office.ledger());
        stand.tidyUp();
        report.say("the big event has %,d bookings", office.ledger().bookings());
    }

    private MeasuredRun book(String what, BookingSource office) {
        return noted(what, stand.book(office, CLIENTS, RUN));
    }

    private MeasuredRun noted(String what, MeasuredRun outing) {
        report.note(what, outing.run(), outing.cost());
        return outing;
    }

    @Override
    public List<Comparison> comparisons() {
        MeasuredRun bigOne = slower(large);
        MeasuredRun smallOne = slower(small);
        return List.of(Comparison.of(ID, bigOne, Baseline.SMALL_EVENT, "a fresh event", smallOne.run())
                .with("bookings", big.office().ledger().bookings())
                .with("cpu_us_small", smallOne.cost().entry())
                .with("cpu_ratio", Math.round(cost(large) / cost(small) * 100) / 100.0));
    }

    /** Of two runs that one: no middle one is to be had. */
    private static MeasuredRun slower(List<MeasuredRun> outings) {
        return outings.stream()
                .min(Comparator.comparingDouble(outing -> outing.run().perSecond()))
                .orElseThrow();
    }

    private static double cost(List<MeasuredRun> outings) {
        return outings.stream()
                .mapToDouble(outing -> outing.cost().serverAndDatabase())
                .average()
                .orElseThrow();
    }
}
