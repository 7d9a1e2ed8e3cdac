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
                        "hot-event 256 cpu_us <= 85.0",
                        "thousand-events 256 cpu_us <= 130.0",
                        "half-peak 256 p99_ms <= 30.0",
                        "half-peak 256 p999_ms <= 120.0",
                        "half-peak 256 pause_max_ms <= 20.0",
                        "sustained 256 ratio >= 0.7",
                        "burst 256 ratio >= 1.0",
                        "million 256 p999_ms <= 150.0",
                        "million 256 cpu_ratio <= 1.1",
                        "recovery 0 recovery_s <= 0.4",
                        "recovery 0 bytes_per_booking <= 130.0");
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
        var calm = comparison("recovery", 1, Baseline.SALE, 1, 1);
        assertThat(only(calm.with("recovery_s", 0.4)).kept()).isTrue();
        assertThat(only(calm.with("recovery_s", 0.41)).kept()).isFalse();
    }

    @Test
    void severalPromisesOfOneComparisonAreEachHeldAgainstTheirFigure() {
        var half = comparison("half-peak", 256, Baseline.PEAK, 1, 2).with("pause_max_ms", 20.1);
        assertThat(measured(half)).extracting(Promises.Outcome::kept).containsExactly(true, true, false);
        assertThat(Promises.entry(half))
                .containsEntry("wanted", "p99_ms <= 30.0, p999_ms <= 120.0, pause_max_ms <= 20.0")
                .containsEntry("kept", false);
        assertThat(Promises.entry(half.with("pause_max_ms", 20.0))).containsEntry("kept", true);
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
