package io.evently.loadtest.bench;

import io.evently.loadtest.client.EventlyApi.Availability;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.rival.Run;
import io.evently.loadtest.sut.Counter;
import io.evently.loadtest.sut.Heap;
import io.evently.loadtest.verify.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Two events of 100,000 bookings, each by a user of its own with a key of its own; then JVM and PostgreSQL are killed and
 * started again. How long does the first one let its first customer wait, and what does the second one take of the heap,
 * which nothing else changes meanwhile? Comes last: who was connected before is no longer.
 */
final class Recovery implements Scenario {

    private static final String ID = "recovery";
    private static final int CLIENTS = 256;
    /** Three quarters of a power of two: what doubles when it is full is neither full nor has just doubled. */
    private static final int BOOKINGS = 100_000;

    private static final int EVENTS = 2;

    /** How often an event has read its journal, on this node, since it started. */
    private static final String RECOVERED = "evently_events_recovered_total";

    private static final int CLASSES_SHOWN = 5;

    private final BenchFixture stand;
    private final BenchReport report;
    private final int bookings;
    private Comparison comparison;

    Recovery(BenchFixture stand, BenchReport report) {
        this(stand, report, BOOKINGS);
    }

    /** With so many bookings of each event. */
    Recovery(BenchFixture stand, BenchReport report, int bookings) {
        this.stand = stand;
        this.report = report;
        this.bookings = bookings;
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
        BookingSource office = stand.boxOfficeOfNewUsers(EVENTS);
        Measured sale = stand.loadOf(EVENTS * bookings, CLIENTS, office::booking);
        BookingSource small = stand.boxOffice();
        stand.loadOf(1, 1, small::booking);
        stand.ledgers().awaitTables(office.ledger());
        stand.killAndRestart();

        // Connects, and loads what any recovery needs: only the number of bookings is to be measured.
        stand.api().availability(small.event());
        Counter recovered = new Counter(stand.server().address(0), RECOVERED);
        // The small event was read.
        long before = recovered.readFrom(1);
        double first = secondsOf(office.eventIds().get(0));
        double second = secondsOf(office.eventIds().get(0));
        Map<String, Long> heapBefore = Heap.liveBytes(stand.server().pid(0));
        secondsOf(office.eventIds().get(1));
        Map<String, Long> heapAfter = Heap.liveBytes(stand.server().pid(0));
        long reads = recovered.readFrom(before + EVENTS) - before;
        int made = office.ledger().bookings() / EVENTS;
        List<Violation> violations = new ArrayList<>(stand.ledgers().audit(office.ledger(), BenchFixture.ONLY_BUSY));
        if (reads != EVENTS) {
            violations.add(new Violation("an event must be read when it is first asked for", reads + " were"));
        }
        compare(sale, made, Math.max(0.001, first - second), heapBefore, heapAfter, violations);
    }

    private double secondsOf(UUID eventId) {
        long start = System.nanoTime();
        Availability unused = stand.api().availability(eventId);
        return (System.nanoTime() - start) / 1e9;
    }

    private void compare(
            Measured sale,
            int made,
            double seconds,
            Map<String, Long> heapBefore,
            Map<String, Long> heapAfter,
            List<Violation> violations) {
        double bytes = (double) (sum(heapAfter) - sum(heapBefore)) / made;
        report.say("%,d bookings were read in %.2f s", made, seconds);
        report.say("a booking takes %.0f bytes of the heap: %s", bytes, largest(heapBefore, heapAfter, made));
        var latencies = new Histogram(3);
        latencies.recordValue(Math.max(0, Math.round(seconds * 1e6)));
        var run = new Run(1, made / seconds, latencies, violations);
        comparison = new Comparison(
                        ID, run, Baseline.SALE, "the sale that made them", sale.perSecond(201), true, Map.of())
                .with("bookings", made)
                .with("recovery_s", Math.round(seconds * 100) / 100.0)
                .with("bytes_per_booking", Math.round(bytes));
    }

    private static long sum(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The classes that grew most, with their bytes of each booking. */
    private static String largest(Map<String, Long> before, Map<String, Long> after, int bookings) {
        Map<String, Long> grown = new HashMap<>(after);
        before.forEach((name, bytes) -> grown.merge(name, -bytes, Long::sum));
        return grown.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(CLASSES_SHOWN)
                .map(entry -> entry.getKey() + " " + Math.round((double) entry.getValue() / bookings))
                .collect(Collectors.joining(", "));
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of(comparison);
    }
}
