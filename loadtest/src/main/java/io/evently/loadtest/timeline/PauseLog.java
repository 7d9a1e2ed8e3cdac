package io.evently.loadtest.timeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The log that a JVM writes of its collections and safepoints ({@code -Xlog:gc,safepoint:…:timenanos}). A line is written
 * when what it tells is over.
 */
final class PauseLog {

    private static final Pattern SAFEPOINT =
            Pattern.compile("\\[(\\d+)ns] Safepoint \"([^\"]+)\".*\\bTotal: +(\\d+) ns.*");

    /** {@code GC(12) Pause Young (Normal) (G1 Evacuation Pause) 100M->50M(200M) 12.345ms}: the name of a safepoint. */
    private static final Pattern COLLECTION =
            Pattern.compile("\\[(\\d+)ns] GC\\(\\d+\\) (Pause(?: [A-Z][a-z]+)+(?: \\([A-Za-z ]+\\))?).*");

    private static final Pattern CONCURRENT =
            Pattern.compile("\\[(\\d+)ns] GC\\(\\d+\\) (Concurrent [A-Za-z ]+?) ([\\d.]+)ms");

    private static final Pattern ALLOCATION_STALL =
            Pattern.compile("\\[(\\d+)ns] Allocation Stall \\([^)]*\\) ([\\d.]+)ms");

    private static final double NANOS_PER_MILLI = 1e6;

    private PauseLog() {}

    /**
     * All that is in that file.
     *
     * @throws IllegalStateException if no safepoint is: a log of another form, and not a JVM without pauses
     */
    static List<Stall> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            List<Stall> stalls = stalls(lines);
            if (stalls.stream().noneMatch(stall -> stall.cause() == Cause.SERVER_PAUSE)) {
                throw new IllegalStateException("no safepoint in " + file);
            }
            return stalls;
        }
    }

    static List<Stall> stalls(Stream<String> lines) {
        List<Stall> stalls = new ArrayList<>();
        long collectedAt = Long.MIN_VALUE;
        String collection = "";
        for (String line : (Iterable<String>) lines::iterator) {
            Matcher safepoint = SAFEPOINT.matcher(line);
            Matcher collected = COLLECTION.matcher(line);
            Matcher concurrent = CONCURRENT.matcher(line);
            Matcher stalled = ALLOCATION_STALL.matcher(line);
            if (safepoint.matches()) {
                long to = Long.parseLong(safepoint.group(1));
                long from = to - Long.parseLong(safepoint.group(3));
                String name = collectedAt >= from ? collection : safepoint.group(2);
                stalls.add(new Stall(Cause.SERVER_PAUSE, name, from, to));
            } else if (collected.matches()) {
                collectedAt = Long.parseLong(collected.group(1));
                collection = collected.group(2);
            } else if (concurrent.matches()) {
                stalls.add(ended(
                        Cause.CONCURRENT_COLLECTOR, concurrent.group(2), concurrent.group(1), concurrent.group(3)));
            } else if (stalled.matches()) {
                stalls.add(ended(Cause.SERVER_PAUSE, "Allocation Stall", stalled.group(1), stalled.group(2)));
            }
        }
        return stalls;
    }

    private static Stall ended(Cause cause, String name, String at, String millis) {
        long to = Long.parseLong(at);
        return new Stall(cause, name, to - Math.round(Double.parseDouble(millis) * NANOS_PER_MILLI), to);
    }
}
