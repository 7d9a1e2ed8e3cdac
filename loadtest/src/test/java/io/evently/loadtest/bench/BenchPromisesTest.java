package io.evently.loadtest.bench;

import static io.evently.loadtest.bench.ReportFixture.comparison;
import static io.evently.loadtest.bench.ReportFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.verify.Violation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchPromisesTest {

    @Test
    void everyLineOfTheIssuesTableIsPromised() {
        assertThat(Promises.ALL.stream()
                        .map(promise -> promise.scenario() + " " + promise.clients() + " " + promise.wanted()))
                .containsExactly(
                        "hot-event 256 ratio >= 5.0",
                        "hot-event 256 ratio >= 0.6",
                        "thousand-events 256 ratio >= 1.5",
                        "sold-out 256 ratio >= 0.7",
                        "availability 256 ratio >= 0.85",
                        "half-peak 256 p99_ms <= 50.0",
                        "sustained 256 ratio >= 0.5",
                        "burst 256 ratio >= 1.0",
                        "million 256 cpu_ratio <= 1.3");
    }

    @Test
    void whatIsReachedIsKeptAndWhatIsNotIsNot() {
        assertThat(only(comparison("hot-event", 256, Baseline.ROW_LOCK_HTTP, 5_000, 1_000))
                        .kept())
                .isTrue();
        assertThat(only(comparison("hot-event", 256, Baseline.ROW_LOCK_HTTP, 4_900, 1_000))
                        .kept())
                .isFalse();
    }

    @Test
    void anUpperBoundIsKeptFromBelow() {
        assertThat(only(comparison("half-peak", 256, Baseline.PEAK, 1, 2)).kept())
                .isTrue();
        assertThat(only(comparison("million", 256, Baseline.SMALL_EVENT, 1, 1).with("cpu_ratio", 1.31))
                        .kept())
                .isFalse();
    }

    @Test
    void aPromiseIsAboutItsOwnClientsAndOpponent() {
        assertThat(measured(comparison("hot-event", 1024, Baseline.ROW_LOCK_HTTP, 9, 1)))
                .isEmpty();
        assertThat(measured(comparison("hot-event", 256, Baseline.RIVAL, 9, 1))).isEmpty();
    }

    @Test
    void aFastWrongAnswerKeepsNothing() {
        var wrong = new Comparison(
                "sold-out",
                run(256, 900, new Violation("rule", "detail")),
                Baseline.ECHO,
                "echo",
                1_000,
                true,
                Map.of());
        assertThat(only(wrong).measured()).contains(0.9);
        assertThat(only(wrong).kept()).isFalse();
    }

    @Test
    void whatWasNotRunIsNotKept() {
        assertThat(Promises.heldAgainst(List.of())).hasSameSizeAs(Promises.ALL).noneMatch(Promises.Outcome::kept);
    }

    @Test
    void resultsSayWhatIsWantedWhereSomethingIs() {
        assertThat(Promises.entry(comparison("availability", 256, Baseline.ECHO, 80, 100)))
                .containsEntry("wanted", "ratio >= 0.85")
                .containsEntry("kept", false);
        assertThat(Promises.entry(comparison("mixed", 256, Baseline.ECHO, 80, 100)))
                .doesNotContainKeys("wanted", "kept");
    }

    private static List<Promises.Outcome> measured(Comparison comparison) {
        return Promises.heldAgainst(List.of(comparison)).stream()
                .filter(outcome -> outcome.measured().isPresent())
                .toList();
    }

    private static Promises.Outcome only(Comparison comparison) {
        assertThat(measured(comparison)).hasSize(1);
        return measured(comparison).get(0);
    }
}
