package io.evently.loadtest.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.evently.loadtest.rival.Run;
import io.evently.loadtest.timeline.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes what a bench found: {@code results.json} for machines, {@code report.md} with {@code bench.svg} for people, and
 * {@code timeline.md} with the causes of slow requests. Says each run as it is measured, so that the spread behind a
 * median can be seen.
 */
final class BenchReport {

    private final String topology;
    private final List<String> steps = new ArrayList<>();
    private final List<String> timelines = new ArrayList<>();

    /** An empty report with that drawing. */
    BenchReport(String topology) {
        this.topology = topology;
    }

    /** Notes a rival's run, whose processor time nobody counts. */
    void note(String what, Run run) {
        note(what, run, "");
    }

    /** Notes a run of Evently, or of a server in its place, and what one of its requests cost. */
    void note(String what, Run run, Cpu cost) {
        note(
                what,
                run,
                String.format(Locale.ROOT, "%.0f + %.0f + %.0f", cost.server(), cost.database(), cost.client()));
    }

    private void note(String what, Run run, String cost) {
        String line = String.format(
                Locale.ROOT,
                "| %s | %d | %,.0f | %.1f | %.1f | %.1f | %s | %s |",
                what,
                run.clients(),
                run.perSecond(),
                run.millisAt(50),
                run.millisAt(99),
                run.millisAt(99.9),
                cost,
                run.violations().isEmpty() ? "ok" : run.violations().toString());
        steps.add(line);
        System.out.println(line);
    }

    /** Says something no column is for. */
    void say(String format, Object... arguments) {
        String line = String.format(Locale.ROOT, format, arguments);
        steps.add("| " + line + " | | | | | | | |");
        System.out.println("  " + line);
    }

    /** Keeps what made requests slow, and says the gist of it. */
    void timeline(String title, Timeline timeline) {
        timelines.add(timeline.markdown(title));
        say("%s", timeline.summary());
    }

    /**
     * Writes all files.
     *
     * @param whatRan the scenarios and how often, for people
     */
    void write(Path folder, String whatRan, List<Comparison> comparisons) throws IOException {
        Files.createDirectories(folder);
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(
                        folder.resolve("results.json").toFile(),
                        comparisons.stream().map(Promises::entry).toList());
        Files.writeString(folder.resolve("report.md"), markdown(whatRan, comparisons));
        Files.writeString(folder.resolve("bench.svg"), Picture.of(comparisons));
        if (!timelines.isEmpty()) {
            Files.writeString(
                    folder.resolve("timeline.md"), "# Why requests were slow\n\n" + String.join("\n", timelines));
        }
    }

    private String markdown(String whatRan, List<Comparison> comparisons) {
        var text = new StringBuilder("# Evently beside its rivals\n\n![Evently beside its rivals](bench.svg)\n\n")
                .append(whatRan)
                .append("\n\n```\n")
                .append(topology)
                .append("```\n\n")
                .append(promises(comparisons))
                .append("\n## Side by side\n\n")
                .append("Per second: bookings (joins, refusals, reads) that were answered, and are on disk where")
                .append(" something was decided; the middle of the repetitions, each audited. The row lock behind HTTP")
                .append(" has all that a booking of Evently has; other rivals have no HTTP, no token, no idempotency")
                .append(" key and no log of attempts. CPU: microseconds of the server's JVM + PostgreSQL + load client")
                .append(" for each request, until the tables had followed.\n\n")
                .append("| scenario | clients | Evently/s | p50 ms | p99 ms | p99.9 ms | CPU µs | against | its/s")
                .append(" | its CPU µs | ratio | audit |\n")
                .append("|---|---:|---:|---:|---:|---:|---:|---|---:|---:|---:|---|\n");
        comparisons.forEach(comparison -> text.append(row(comparison)));
        text.append("\n## Every run, in order\n\n| run | clients | per second | p50 ms | p99 ms | p99.9 ms | CPU µs |")
                .append(" audit |\n|---|---:|---:|---:|---:|---:|---:|---|\n");
        steps.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** The promises as a table, also for the end of the console: those that were missed first. */
    static String promises(List<Comparison> comparisons) {
        var text = new StringBuilder("## What is promised\n\n| promise | clients | wanted | measured | kept |\n")
                .append("|---|---:|---|---:|---|\n");
        List<Promises.Outcome> outcomes = Promises.heldAgainst(comparisons).stream()
                .sorted(Comparator.comparingInt(BenchReport::place))
                .toList();
        for (Promises.Outcome outcome : outcomes) {
            Promises.Promise promise = outcome.promise();
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %s | %s | %s |%n",
                    promise.sentence(),
                    promise.clients(),
                    promise.wanted(),
                    outcome.measured().map(Object::toString).orElse("not run"),
                    outcome.measured().isEmpty() ? "" : outcome.kept() ? "yes" : "**no**"));
        }
        return text.toString();
    }

    /** Missed, kept, not run. */
    private static int place(Promises.Outcome outcome) {
        return outcome.measured().isEmpty() ? 2 : outcome.kept() ? 1 : 0;
    }

    private static String row(Comparison comparison) {
        Run own = comparison.evently();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %,.0f | %.1f | %.1f | %.1f | %s | %s | %,.0f | %s | %.2f | %s |%n",
                comparison.scenario(),
                own.clients(),
                own.perSecond(),
                own.millisAt(50),
                own.millisAt(99),
                own.millisAt(99.9),
                cost(comparison, "cpu_us_per_request"),
                comparison.rival(),
                comparison.rivalPerSecond(),
                cost(comparison, "rival_cpu_us_per_request"),
                comparison.ratio(),
                comparison.clean() ? "ok" : "failed");
    }

    private static String cost(Comparison comparison, String field) {
        return comparison.extra().get(field) instanceof Map<?, ?> cost
                ? cost.get("server") + " + " + cost.get("database") + " + " + cost.get("client")
                : "";
    }
}
