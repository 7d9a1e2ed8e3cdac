package io.evently.loadtest.timeline;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The slow requests of a load, and what was there while they waited. */
public final class Timeline {

    private static final double NANOS_PER_MILLI = 1e6;

    private final Instant startedAt;
    private final long from;
    private final long to;
    private final SlowRequests requests;
    private final List<Stall> stalls;
    private final WatchingCost cost;
    private final List<String> failures;
    private final List<Presence> presences;
    private final List<Stretch> stretches;

    /**
     * @param startedAt the wall clock at {@code from}
     * @param failures what was not watched to the end
     */
    Timeline(
            Instant startedAt,
            long from,
            long to,
            SlowRequests requests,
            List<Stall> stalls,
            WatchingCost cost,
            List<String> failures) {
        this.startedAt = startedAt;
        this.from = from;
        this.to = to;
        this.requests = requests;
        this.stalls = stalls;
        this.cost = cost;
        this.failures = failures;
        this.presences = Presence.of(stalls);
        this.stretches = Stretch.of(requests.kept());
    }

    /** The longest time that the server's JVM stood still, in milliseconds. */
    public double longestPauseMillis() {
        return longestPause()
                .map(pause -> (pause.to() - pause.from()) / NANOS_PER_MILLI)
                .orElse(0.0);
    }

    Optional<Stall> longestPause() {
        return stalls.stream()
                .filter(stall -> stall.cause() == Cause.SERVER_PAUSE)
                .max(Comparator.comparingLong(stall -> stall.to() - stall.from()));
    }

    /** All of it, as a section of Markdown. */
    public String markdown(String title) {
        return new TimelineText(this).section(title);
    }

    /** What explains most, in a line. */
    public String summary() {
        return new TimelineText(this).summary();
    }

    /** Nanoseconds that slow requests waited while that cause was the first of those present. */
    long explained(Presence presence) {
        return requests.kept().stream()
                .mapToLong(request -> presence.first().within(request.due(), request.heard()))
                .sum();
    }

    /** Nanoseconds that slow requests waited while nothing that was watched was present. */
    long unexplained() {
        return waited() - presences.stream().mapToLong(this::explained).sum();
    }

    /** Nanoseconds that slow requests waited in all. */
    long waited() {
        return stretches.stream().mapToLong(Stretch::waited).sum();
    }

    /** Share of the time in which requests were slow that the cause was present. */
    double shareOfStretches(Presence presence) {
        long all = stretches.stream()
                .mapToLong(stretch -> stretch.to() - stretch.from())
                .sum();
        long present = stretches.stream()
                .mapToLong(stretch -> stretch.overlap(presence))
                .sum();
        return all == 0 ? 0 : (double) present / all;
    }

    /** Share of the whole run that it was present: what always is explains nothing. */
    double shareOfRun(Presence presence) {
        return (double) presence.all().within(from, to) / (to - from);
    }

    WatchingCost cost() {
        return cost;
    }

    Instant startedAt() {
        return startedAt;
    }

    Instant wallClock(long nanos) {
        return startedAt.plusNanos(nanos - from);
    }

    long nanos() {
        return to - from;
    }

    SlowRequests requests() {
        return requests;
    }

    List<Presence> presences() {
        return presences;
    }

    List<Stretch> stretches() {
        return stretches;
    }

    List<String> failures() {
        return failures;
    }
}
