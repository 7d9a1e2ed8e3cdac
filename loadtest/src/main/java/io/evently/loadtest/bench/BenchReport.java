package io.evently.loadtest.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.evently.loadtest.rival.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes what a bench found: {@code results.json} for machines, {@code report.md} for people. */
final class BenchReport {

    private final String topology;
    private final List<String> steps = new ArrayList<>();

    BenchReport(String topology) {
        this.topology = topology;
    }

    /** Notes one run as it was, so that the spread behind a median can be seen. */
    void note(String what, Run run) {
        String audit = run.violations().isEmpty() ? "ok" : run.violations().toString();
        String line = String.format(
                Locale.ROOT,
                "| %s | %d | %,.0f | %.1f | %.1f | %.1f | %s |",
                what,
                run.clients(),
                run.perSecond(),
                run.millisAt(50),
                run.millisAt(99),
                run.millisAt(99.9),
                audit);
        steps.add(line);
        System.out.println(line);
    }

    void write(Path folder, List<Comparison> comparisons) throws IOException {
        Files.createDirectories(folder);
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(
                        folder.resolve("results.json").toFile(),
                        comparisons.stream().map(Comparison::entry).toList());
        Files.writeString(folder.resolve("report.md"), markdown(comparisons));
    }

    String markdown(List<Comparison> comparisons) {
        var text = new StringBuilder("# Evently beside its rivals\n\n```\n")
                .append(topology)
                .append("```\n\n")
                .append("Bookings per second that were answered and are on disk; the middle of several runs, each")
                .append(" audited.\nThe rival is called over JDBC: no HTTP, no token, no idempotency key, no log.\n\n")
                .append(
                        "| scenario | clients | Evently/s | p50 ms | p99 ms | p99.9 ms | rival | rival/s | ratio | audit |\n")
                .append("|---|---:|---:|---:|---:|---:|---|---:|---:|---|\n");
        for (Comparison comparison : comparisons) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %,.0f | %.1f | %.1f | %.1f | %s | %,.0f | %.1f× | %s |%n",
                    comparison.scenario(),
                    comparison.evently().clients(),
                    comparison.evently().perSecond(),
                    comparison.evently().millisAt(50),
                    comparison.evently().millisAt(99),
                    comparison.evently().millisAt(99.9),
                    comparison.rival(),
                    comparison.rivals().perSecond(),
                    comparison.ratio(),
                    comparison.clean() ? "ok" : "failed"));
        }
        text.append("\n## Every run, in order\n\n| run | clients | per second | p50 ms | p99 ms | p99.9 ms | audit |\n")
                .append("|---|---:|---:|---:|---:|---:|---|\n");
        steps.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
