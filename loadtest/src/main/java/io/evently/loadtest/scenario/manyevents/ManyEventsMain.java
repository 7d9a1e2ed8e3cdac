package io.evently.loadtest.scenario.manyevents;

import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.PgPass;
import io.evently.loadtest.sut.WorkFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * {@code mvn -Pmany-events}: more bookings than fit into memory, on a node with a heap of 1 GB. All events are read and
 * booked in turn; the node may say BUSY, and nothing else but success; it must not run out of memory, and no booking may
 * be missing at the end. Ends with status 1 otherwise.
 */
public final class ManyEventsMain {

    private static final Duration FILLED_WITHIN = Duration.ofMinutes(20);
    private static final Duration READ_WITHIN = Duration.ofMinutes(2);

    private ManyEventsMain() {}

    /** Takes the folder to work in, the number of events, bookings of each, and minutes (or seconds, with an s). */
    public static void main(String[] arguments) throws IOException {
        var folder = WorkFolder.below(Path.of(arguments[0]));
        int bookings = Integer.parseInt(arguments[2]);
        Duration time = arguments[3].endsWith("s")
                ? Duration.ofSeconds(Long.parseLong(arguments[3].replace("s", "")))
                : Duration.ofMinutes(Long.parseLong(arguments[3]));
        ClusterSettings settings = ClusterSettings.in(folder.path(), 1).withHeapOf(1);

        List<String> broken = play(settings, arguments[1], bookings, time, System.out);

        folder.end(broken, "no booking is missing, and nothing but success and BUSY was heard");
    }

    /** Answers every promise broken. */
    private static List<String> play(
            ClusterSettings settings, String count, int bookings, Duration time, PrintStream out) throws IOException {
        List<String> broken = new ArrayList<>();
        try (Cluster cluster = Cluster.start(settings, out)) {
            cluster.terminate(0);
            out.printf("%s events of %,d bookings are put into the databases%n", count, bookings);
            Path ids = settings.folder().resolve("events");
            fill(cluster.databasePort(), count, Integer.toString(bookings), ids);
            List<UUID> events =
                    Files.readAllLines(ids).stream().map(UUID::fromString).toList();
            cluster.launch(0);
            cluster.awaitReady();

            var visitors = new Visitors(cluster.address(0), cluster.tokens(), events);
            visitors.visit(time);
            out.printf(
                    "%,d answers, and %,d times BUSY, in %d s; %d of %d events were booked%n",
                    visitors.served(), visitors.busy(), time.toSeconds(), visitors.eventsBooked(), events.size());
            broken.addAll(visitors.wrong());
            for (UUID event : events) {
                long expected = bookings + visitors.booked(event);
                long confirmed = visitors.confirmed(event, READ_WITHIN);
                if (confirmed != expected) {
                    broken.add("event %s has %d bookings instead of %d".formatted(event, confirmed, expected));
                }
            }
            if (cluster.endedByThemselves() > 0) {
                broken.add("the node ended by itself");
            }
            if (Files.readString(settings.folder().resolve("node-0.log")).contains("OutOfMemoryError")) {
                broken.add("the node ran out of memory");
            }
        }
        return broken;
    }

    /** In a process of its own, which knows the server's records; what judges the server does not. */
    private static void fill(int databasePort, String events, String bookings, Path ids) throws IOException {
        Process filling = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx700m",
                        "-D" + PgPass.PROPERTY + "=" + System.getProperty(PgPass.PROPERTY),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.evently.loadtest.scenario.manyevents.Filling",
                        Integer.toString(databasePort),
                        events,
                        bookings,
                        ids.toString())
                .inheritIO()
                .start();
        try {
            boolean ended = filling.waitFor(FILLED_WITHIN.toMinutes(), TimeUnit.MINUTES);
            if (!ended || filling.exitValue() != 0) {
                throw new IllegalStateException("the databases could not be filled");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            filling.destroyForcibly();
        }
    }
}
