package io.evently.loadtest.bench;

import static io.evently.loadtest.bench.ReportFixture.comparison;
import static io.evently.loadtest.bench.ReportFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.loadtest.rival.Run;
import io.evently.loadtest.verify.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {

    private static final List<String> FIELDS = List.of(
            "scenario",
            "clients",
            "evently_per_s",
            "rival",
            "rival_per_s",
            "ratio",
            "p50_ms",
            "p99_ms",
            "p999_ms",
            "audit");

    private final BenchReport report = new BenchReport("a drawing\n");

    @TempDir
    Path folder;

    @Test
    void theRunInTheMiddleCounts() {
        Run middle = run(8, 200);
        assertThat(Run.median(List.of(run(8, 900), middle, run(8, 100)))).isSameAs(middle);
    }

    @Test
    void resultsAreAListWithTheSameFieldsAlways() throws IOException {
        report.write(
                folder,
                "Scenarios: all.",
                List.of(
                        comparison("mixed", 256, Baseline.ECHO, 1_000, 300),
                        comparison("million", 256, Baseline.SMALL_EVENT, 1, 1).with("cpu_ratio", 1.1)));

        JsonNode results =
                new ObjectMapper().readTree(folder.resolve("results.json").toFile());
        assertThat(results).hasSize(2);
        assertThat(names(results.get(0))).isEqualTo(FIELDS);
        assertThat(results.get(0).path("ratio").doubleValue()).isEqualTo(3.33);
        assertThat(results.get(0).path("audit").textValue()).isEqualTo("ok");
        assertThat(names(results.get(1)))
                .startsWith(FIELDS.toArray(String[]::new))
                .endsWith("wanted", "kept");
    }

    @Test
    void theReportShowsTopologyPromisesComparisonsAndEveryRun() throws IOException {
        report.note("Evently", run(64, 1234), new Cpu(100, 50, 25));
        report.say("the tables were behind by %.1f s", 0.3);
        report.write(
                folder,
                "Scenarios: all; repetitions: 3.",
                List.of(
                        comparison("hot-event", 256, Baseline.ECHO, 1_000, 2_000),
                        comparison("hot-event", 256, Baseline.ROW_LOCK_HTTP, 1_000, 250)
                                .with("cpu_us_per_request", new Cpu(90, 40, 20).entry())
                                .with("rival_cpu_us_per_request", new Cpu(150, 300, 30).entry())));

        assertThat(Files.readString(folder.resolve("report.md")))
                .contains(
                        "(bench.svg)",
                        "repetitions: 3",
                        "a drawing",
                        "| one hot event, against the echo route | 256 | ratio >= 0.6 | 0.5 | **no** |",
                        "| hot-event | 256 | 1,000 | 1.5 |",
                        "| 90.0 + 40.0 + 20.0 | ROW_LOCK_HTTP | 250 | 150.0 + 300.0 + 30.0 | 4.00 | ok |",
                        "| Evently | 64 | 1,234 | 1.5 | 1.5 | 1.5 | 100 + 50 + 25 | ok |",
                        "behind by 0.3 s",
                        "not run");
        assertThat(folder.resolve("bench.svg")).exists();
    }

    @Test
    void whatWasMissedStandsFirstAndWhatWasNotRunLast() {
        String promises = BenchReport.promises(List.of(
                comparison("hot-event", 256, Baseline.ROW_LOCK_HTTP, 50, 1),
                comparison("availability", 256, Baseline.ECHO, 1, 2)));
        assertThat(promises.lines().skip(4)).first().asString().startsWith("| reads of availability");
        assertThat(promises.lines().skip(5))
                .first()
                .asString()
                .startsWith("| one hot event, against the row lock behind HTTP with its best pool");
    }

    @Test
    void timelinesAreWrittenWhereThereAreAny() throws IOException {
        report.write(folder, "Scenarios: none.", List.of());
        assertThat(folder.resolve("timeline.md")).doesNotExist();
    }

    @Test
    void aRunWithViolationsIsNeverClean() {
        Run broken = run(8, 1e9, new Violation("rule", "detail"));
        assertThat(new Comparison("s", broken, Baseline.RIVAL, "r", 1, true, Map.of()).entry())
                .containsEntry("audit", "failed");
        assertThat(new Comparison("s", run(8, 1), Baseline.RIVAL, "r", 1, false, Map.of()).clean())
                .isFalse();
    }

    private static List<String> names(JsonNode entry) {
        List<String> names = new ArrayList<>();
        entry.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
