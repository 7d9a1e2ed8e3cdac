package io.evently.loadtest.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Causes laid over slow requests. Times here are milliseconds. */
class TimelineTest {

    private static final long MILLI = 1_000_000;

    private final SlowRequests requests = new SlowRequests(Duration.ofMillis(50), 4);

    @Test
    void onlySlowRequestsAreKeptAndNotMoreThanThereIsRoomFor() {
        ask(0, 0, 50);
        assertThat(requests.kept()).isEmpty();
        for (int i = 0; i < 6; i++) {
            ask(i, i, i + 51);
        }
        assertThat(requests.kept()).hasSize(4);
        assertThat(requests.unkept()).isEqualTo(2);
        assertThat(requests.answered()).isEqualTo(7);
    }

    @Test
    void requestsThatOverlapAreOneStretch() {
        ask(200, 210, 260);
        ask(0, 0, 100);
        ask(20, 50, 120);
        List<Stretch> stretches = Stretch.of(requests.kept());
        assertThat(stretches).hasSize(2);
        Stretch first = stretches.get(0);
        assertThat(first.from()).isZero();
        assertThat(first.to()).isEqualTo(120 * MILLI);
        assertThat(first.waited()).isEqualTo(200 * MILLI);
        assertThat(first.waitedUnsent()).isEqualTo(30 * MILLI);
        assertThat(first.worst()).isEqualTo(100 * MILLI);
        assertThat(Stretch.of(List.of())).isEmpty();
    }

    @Test
    void aShortRequestInALongOneDoesNotEndTheStretch() {
        ask(0, 0, 300);
        ask(10, 10, 70);
        ask(200, 200, 260);
        assertThat(Stretch.of(requests.kept())).hasSize(1);
    }

    @Test
    void aMillisecondIsToldByTheFirstCauseThatWasPresent() {
        ask(0, 0, 100);
        Timeline timeline = timeline(
                stall(Cause.TABLES, "bookings", 0, 60),
                stall(Cause.SERVER_PAUSE, "Pause Young", 10, 30),
                stall(Cause.JOURNAL, "IO WalSync", 20, 50));
        assertThat(explained(timeline))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "pause of the server's JVM: Pause Young", 20L,
                        "journal's insert: IO WalSync", 20L,
                        "tables: bookings", 20L));
        assertThat(timeline.unexplained()).isEqualTo(40 * MILLI);
        assertThat(timeline.waited()).isEqualTo(100 * MILLI);
    }

    @Test
    void eachSlowRequestCountsAndNothingOutsideOfThem() {
        ask(0, 0, 100);
        ask(50, 50, 150);
        Timeline timeline = timeline(stall(Cause.SERVER_PAUSE, "a", 40, 60), stall(Cause.SERVER_PAUSE, "a", 500, 900));
        assertThat(explained(timeline)).containsExactly(Map.entry("pause of the server's JVM: a", 20L + 10L));
        assertThat(timeline.longestPauseMillis()).isEqualTo(400);
    }

    @Test
    void lookingTwiceAtOneStallMakesItNoLonger() {
        ask(0, 0, 100);
        Timeline timeline = timeline(stall(Cause.CHECKPOINT, "x", 0, 60), stall(Cause.CHECKPOINT, "x", 20, 40));
        assertThat(explained(timeline)).containsExactly(Map.entry("checkpoint: x", 60L));
        Presence checkpoint = timeline.presences().get(0);
        assertThat(timeline.shareOfStretches(checkpoint)).isEqualTo(0.6);
        assertThat(timeline.shareOfRun(checkpoint)).isEqualTo(0.06);
    }

    @Test
    void peopleSeeStretchesWithTheirCausesLongestFirstAndTheSum() {
        ask(0, 40, 100);
        ask(300, 300, 400);
        Timeline timeline = timeline(
                stall(Cause.JOURNAL, "IO WalSync", 0, 10),
                stall(Cause.TABLES, "bookings", 0, 40),
                stall(Cause.SERVER_PAUSE, "Pause Young", 500, 520));
        assertThat(timeline.markdown("Half of the peak"))
                .contains(
                        "## Half of the peak",
                        "1 s from 12:00:00.000 UTC. 2 of 2 requests took more than 50 ms, most of it: unexplained;"
                                + " longest pause of the server 20.0 ms (Pause Young).",
                        "They waited 200 ms in all, in 2 stretches. Watching took 0.50 + 0.20 % of a core",
                        "| journal's insert: IO WalSync | 10 | 5 % | 5.0 % | 1.0 % |",
                        "| unexplained | 160 | 80 % | | |",
                        "| 12:00:00.000 | 100 | 1 | 100 | 100 | 40 | tables: bookings 40, journal's insert: IO WalSync 10 |",
                        "| 12:00:00.300 | 100 | 1 | 100 | 100 | 0 | unexplained |",
                        "PostgreSQL was watched no longer: why.");
    }

    @Test
    void aCalmRunNeedsNoExplanation() {
        ask(0, 0, 10);
        assertThat(timeline().markdown("Calm")).contains("0 of 1 requests", "most of it: nothing");
    }

    private void ask(long due, long sent, long heard) {
        requests.took(due * MILLI, sent * MILLI, heard * MILLI);
    }

    private static Stall stall(Cause cause, String detail, long from, long to) {
        return new Stall(cause, detail, from * MILLI, to * MILLI);
    }

    private Timeline timeline(Stall... stalls) {
        return new Timeline(
                Instant.parse("2027-06-01T12:00:00Z"),
                0,
                1_000 * MILLI,
                requests,
                List.of(stalls),
                new WatchingCost(5 * MILLI, 2 * MILLI),
                List.of("PostgreSQL was watched no longer: why"));
    }

    private static Map<String, Long> explained(Timeline timeline) {
        return timeline.presences().stream()
                .collect(Collectors.toMap(Presence::label, presence -> timeline.explained(presence) / MILLI));
    }
}
