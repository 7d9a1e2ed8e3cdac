package io.evently.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.loadtest.audit.Violation;
import io.evently.loadtest.rival.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {

    @TempDir
    Path folder;

    @Test
    void theRunInTheMiddleCounts() {
        Run middle = run(200);
        assertThat(Run.median(List.of(run(900), middle, run(100)))).isSameAs(middle);
    }

    @Test
    void resultsAreAListOfComparisonsForMachines() throws IOException {
        var report = new BenchReport("a drawing\n");
        report.write(folder, List.of(new Comparison("one hot event", run(1000), "row lock", run(300))));

        JsonNode results =
                new ObjectMapper().readTree(folder.resolve("results.json").toFile());
        assertThat(results).hasSize(1);
        assertThat(results.get(0).fieldNames())
                .toIterable()
                .containsExactly(
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
        assertThat(results.get(0).path("ratio").doubleValue()).isEqualTo(3.33);
        assertThat(results.get(0).path("audit").textValue()).isEqualTo("ok");
    }

    @Test
    void theReportShowsTopologyComparisonsAndEveryRun() throws IOException {
        var report = new BenchReport("a drawing\n");
        report.note("Evently", run(1234));
        report.write(folder, List.of(new Comparison("one hot event", run(1000), "row lock", run(300))));

        assertThat(Files.readString(folder.resolve("report.md")))
                .contains("a drawing", "| one hot event | 8 | 1,000 |", "| Evently | 8 | 1,234 |");
    }

    @Test
    void aRunWithViolationsIsNeverClean() {
        var broken = new Run(8, 1e9, new Histogram(3), List.of(new Violation("rule", "detail")));
        assertThat(new Comparison("s", broken, "r", run(1)).entry()).containsEntry("audit", "failed");
        assertThat(new Comparison("s", run(1), "r", broken).clean()).isFalse();
    }

    private static Run run(double perSecond) {
        var latencies = new Histogram(3);
        latencies.recordValue(1500);
        return new Run(8, perSecond, latencies, List.of());
    }
}
