package io.evently.loadtest.timeline;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A timeline for people. */
final class TimelineText {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The rest is nearly the same again. */
    private static final int MOST_STRETCHES = 60;

    private static final int MOST_CAUSES = 6;

    private static final String UNEXPLAINED = "unexplained";

    private final Timeline timeline;
    private final StringBuilder text = new StringBuilder();

    TimelineText(Timeline timeline) {
        this.timeline = timeline;
    }

    String summary() {
        String most = timeline.presences().stream()
                .max(Comparator.comparingLong(timeline::explained))
                .filter(presence -> timeline.explained(presence) > timeline.unexplained())
                .map(Presence::label)
                .orElse(UNEXPLAINED);
        return line(
                "%d of %,d requests took more than %d ms, most of it: %s; longest pause of the server %.1f ms",
                slow(),
                timeline.requests().answered(),
                Recorder.SLOW.toMillis(),
                slow() == 0 ? "nothing" : most,
                timeline.longestPauseMillis());
    }

    String section(String title) {
        text.append("## ").append(title).append("\n\n");
        say(
                "%.0f s from %s UTC. %s%s.",
                timeline.nanos() / NANOS_PER_SECOND,
                CLOCK.format(timeline.startedAt()),
                summary(),
                timeline.longestPause()
                        .map(pause -> " (" + pause.detail() + ")")
                        .orElse(""));
        say(
                "They waited %,.0f ms in all, in %d stretches. Watching took %.2f + %.2f %% of a core, here and in PostgreSQL.",
                millis(timeline.waited()),
                timeline.stretches().size(),
                100.0 * timeline.cost().client() / timeline.nanos(),
                100.0 * timeline.cost().database() / timeline.nanos());
        if (timeline.requests().unkept() > 0) {
            say(
                    "%,d more were slow, and are not in what follows.",
                    timeline.requests().unkept());
        }
        timeline.failures().forEach(failure -> say("%s.", failure));
        causes();
        stretches();
        return text.toString();
    }

    private long slow() {
        return timeline.requests().kept().size() + timeline.requests().unkept();
    }

    private void causes() {
        say("PostgreSQL was looked at every 200 ms, and every 20 ms while no answer came.");
        say("A millisecond of waiting is told by the first cause, in this order, that was present in it.");
        text.append(
                "| cause | ms of slow requests | share | present while requests were slow | present in the whole run |\n");
        text.append("|---|---:|---:|---:|---:|\n");
        for (Presence presence : timeline.presences()) {
            text.append(line(
                    "| %s | %,.0f | %.0f %% | %.1f %% | %.1f %% |%n",
                    presence.label(),
                    millis(timeline.explained(presence)),
                    percentOfWaited(timeline.explained(presence)),
                    timeline.shareOfStretches(presence) * 100,
                    timeline.shareOfRun(presence) * 100));
        }
        text.append(line(
                "| %s | %,.0f | %.0f %% | | |%n%n",
                UNEXPLAINED, millis(timeline.unexplained()), percentOfWaited(timeline.unexplained())));
    }

    private double percentOfWaited(long nanos) {
        return timeline.waited() == 0 ? 0 : 100.0 * nanos / timeline.waited();
    }

    private void stretches() {
        Set<Stretch> shown = timeline.stretches().stream()
                .sorted(Comparator.comparingLong(Stretch::waited).reversed())
                .limit(MOST_STRETCHES)
                .collect(Collectors.toSet());
        text.append("| from | ms | requests | worst ms | waited ms | of it unsent |")
                .append(" causes present, longest first (ms) |\n|---|---:|---:|---:|---:|---:|---|\n");
        timeline.stretches().stream()
                .filter(shown::contains)
                .forEach(stretch -> text.append(line(
                        "| %s | %.0f | %d | %.0f | %,.0f | %,.0f | %s |%n",
                        CLOCK.format(timeline.wallClock(stretch.from())),
                        millis(stretch.to() - stretch.from()),
                        stretch.requests().size(),
                        millis(stretch.worst()),
                        millis(stretch.waited()),
                        millis(stretch.waitedUnsent()),
                        causesOf(stretch))));
        int left = timeline.stretches().size() - shown.size();
        text.append(left > 0 ? "\n" + left + " smaller stretches are left out.\n\n" : "\n");
    }

    private String causesOf(Stretch stretch) {
        List<Presence> present = timeline.presences().stream()
                .filter(presence -> millis(stretch.overlap(presence)) >= 1)
                .sorted(Comparator.comparingLong(stretch::overlap).reversed())
                .limit(MOST_CAUSES)
                .toList();
        return present.isEmpty()
                ? UNEXPLAINED
                : present.stream()
                        .map(presence -> line("%s %.0f", presence.label(), millis(stretch.overlap(presence))))
                        .collect(Collectors.joining(", "));
    }

    private void say(String format, Object... arguments) {
        text.append(line(format, arguments)).append("\n\n");
    }

    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    private static double millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }
}
