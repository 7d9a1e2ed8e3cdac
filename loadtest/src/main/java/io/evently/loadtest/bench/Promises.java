package io.evently.loadtest.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Evently is chosen for, in figures, and whether a bench found it so. */
final class Promises {

    /** Where no number of clients is asked for. */
    private static final int ANY = 0;

    /**
     * A figure that is promised.
     *
     * @param sentence for people
     * @param clients 0: any
     * @param figure the field of {@code results.json} that is bounded
     * @param atLeast whether the bound is a lower one
     */
    record Promise(
            String sentence,
            String scenario,
            int clients,
            Baseline opponent,
            String figure,
            boolean atLeast,
            double bound) {

        /** Such as {@code ratio >= 5.0}. */
        String wanted() {
            return figure + (atLeast ? " >= " : " <= ") + bound;
        }

        private boolean isAbout(Comparison comparison) {
            return comparison.scenario().equals(scenario)
                    && comparison.opponent() == opponent
                    && (clients == ANY || comparison.evently().clients() == clients);
        }

        private boolean isKeptBy(double measured) {
            return atLeast ? measured >= bound : measured <= bound;
        }
    }

    /**
     * What came of a promise.
     *
     * @param measured the figure as {@code results.json} has it; empty when its scenario was not run
     * @param kept false also when the audit failed: a fast wrong answer does not count
     */
    record Outcome(Promise promise, Optional<Double> measured, boolean kept) {}

    /** Everything promised, in the order of the report. */
    static final List<Promise> ALL = List.of(
            atLeast(
                    5,
                    "one hot event, against the row lock behind HTTP with its best pool",
                    "hot-event",
                    256,
                    Baseline.ROW_LOCK_HTTP,
                    "ratio"),
            atLeast(0.6, "one hot event, against the echo route", "hot-event", 256, Baseline.ECHO, "ratio"),
            atLeast(
                    1.5,
                    "1,000 events, against the row lock behind HTTP with its best pool",
                    "thousand-events",
                    256,
                    Baseline.ROW_LOCK_HTTP,
                    "ratio"),
            atLeast(0.7, "sold out, all refused, against the echo route", "sold-out", 256, Baseline.ECHO, "ratio"),
            atLeast(0.85, "reads of availability, against the echo route", "availability", 256, Baseline.ECHO, "ratio"),
            atMost(50, "p99 of a booking at half the peak, ms", "half-peak", 256, Baseline.PEAK, "p99_ms"),
            atLeast(
                    0.5,
                    "bookings the tables follow by less than 2 s, against the peak",
                    "sustained",
                    256,
                    Baseline.PEAK,
                    "ratio"),
            atLeast(1, "after a burst the tables drain faster than it came", "burst", 256, Baseline.PEAK, "ratio"),
            atMost(
                    1.3,
                    "CPU per booking at 1,000,000 bookings, against a small event",
                    "million",
                    256,
                    Baseline.SMALL_EVENT,
                    "cpu_ratio"));

    private Promises() {}

    /** Holds each promise against what was measured. */
    static List<Outcome> heldAgainst(List<Comparison> comparisons) {
        return ALL.stream()
                .map(promise -> comparisons.stream()
                        .filter(promise::isAbout)
                        .findFirst()
                        .map(comparison -> outcome(promise, comparison))
                        .orElse(new Outcome(promise, Optional.empty(), false)))
                .toList();
    }

    /** The entry of a comparison with {@code wanted} and {@code kept}, if anything is promised of it. */
    static Map<String, Object> entry(Comparison comparison) {
        Map<String, Object> entry = comparison.entry();
        ALL.stream().filter(promise -> promise.isAbout(comparison)).forEach(promise -> {
            entry.put("wanted", promise.wanted());
            entry.put("kept", outcome(promise, comparison).kept());
        });
        return entry;
    }

    private static Outcome outcome(Promise promise, Comparison comparison) {
        Object figure = comparison.entry().get(promise.figure());
        if (!(figure instanceof Number number)) {
            return new Outcome(promise, Optional.empty(), false);
        }
        double measured = number.doubleValue();
        return new Outcome(promise, Optional.of(measured), comparison.clean() && promise.isKeptBy(measured));
    }

    private static Promise atLeast(
            double bound, String sentence, String scenario, int clients, Baseline opponent, String figure) {
        return new Promise(sentence, scenario, clients, opponent, figure, true, bound);
    }

    private static Promise atMost(
            double bound, String sentence, String scenario, int clients, Baseline opponent, String figure) {
        return new Promise(sentence, scenario, clients, opponent, figure, false, bound);
    }
}
