package io.evently.loadtest.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What deciding alone allows: decisions per second on one core, without HTTP, actors, journal or tables. In a process of
 * its own, whose main class lives with the tests because it needs the engine's classes.
 */
final class BareDecider implements Scenario {

    private static final String ID = "decider";
    private static final String MAIN_CLASS = "io.evently.loadtest.bench.DeciderCeiling";

    private final BenchReport report;
    private final HotEvent hotEvent;
    private final List<Double> perSecond = new ArrayList<>();

    BareDecider(BenchReport report, HotEvent hotEvent) {
        this.report = report;
        this.hotEvent = hotEvent;
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
        hotEvent.peak(); // measured now if it was not before: later the server may be another one
        double decided = decisionsPerSecond();
        report.say("the bare decider takes %,.0f decisions per second on one core", decided);
        perSecond.add(decided);
    }

    @Override
    public List<Comparison> comparisons() {
        MeasuredRun peak = hotEvent.peak();
        return List.of(new Comparison(
                ID, peak.run(), Baseline.DECIDER, "bare decider, one core", perSecond.get(0), true, Map.of()));
    }

    private static double decisionsPerSecond() {
        try {
            // Serial collection: what the collector does is done on the same core, and counts.
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx1g",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            MAIN_CLASS)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(MAIN_CLASS + " ended with " + status + ": " + printed);
            }
            return Double.parseDouble(printed.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
