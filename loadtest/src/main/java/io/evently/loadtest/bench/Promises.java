package io.evently.loadtest.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
            atMost(
                    85,
                    "CPU of a booking, server and PostgreSQL, one hot event, µs",
                    "hot-event",
                    256,
                    Baseline.ECHO,
                    "cpu_us"),
            atMost(
                    130,
                    "CPU of a booking, server and PostgreSQL, 1,000 events, µs",
                    "thousand-events",
                    256,
                    Baseline.ECHO,
                    "cpu_us"),
            atMost(30, "p99 of a booking at half the peak, ms", "half-peak", 256, Baseline.PEAK, "p99_ms"),
            atMost(120, "p99.9 of a booking at half the peak, ms", "half-peak", 256, Baseline.PEAK, "p999_ms"),
            atMost(
                    20,
                    "longest pause of the server's JVM in two minutes at half the peak, ms",
                    "half-peak",
                    256,
                    Baseline.PEAK,
                    "pause_max_ms"),
            atLeast(
                    0.7,
                    "bookings the tables follow by less than 2 s, against the peak",
                    "sustained",
                    256,
                    Baseline.PEAK,
                    "ratio"),
            atLeast(1, "after a burst the tables drain faster than it came", "burst", 256, Baseline.PEAK, "ratio"),
            atMost(
                    150,
                    "p99.9 of a booking while 1,000,000 are live, ms",
                    "million",
                    256,
                    Baseline.SMALL_EVENT,
                    "p999_ms"),
            atMost(
                    1.1,
                    "CPU per booking at 1,000,000 bookings, against a small event",
                    "million",
                    256,
                    Baseline.SMALL_EVENT,
                    "cpu_ratio"),
            atMost(0.4, "recovery of 100,000 bookings after kill -9, s", "recovery", ANY, Baseline.SALE, "recovery_s"),
            atMost(
                    130,
                    "heap of a live booking with key and user, bytes",
                    "recovery",
                    ANY,
                    Baseline.SALE,
                    "bytes_per_booking"));

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

    /** The entry of a comparison with {@code wanted} and {@code kept}, if anything is promised of it: all of it. */
    static Map<String, Object> entry(Comparison comparison) {
        Map<String, Object> entry = comparison.entry();
        List<Promise> promises =
                ALL.stream().filter(promise -> promise.isAbout(comparison)).toList();
        if (!promises.isEmpty()) {
            entry.put("wanted", promises.stream().map(Promise::wanted).collect(Collectors.joining(", ")));
            entry.put("kept", promises.stream().allMatch(promise -> outcome(promise, comparison)
                    .kept()));
        }
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
