package io.evently.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.client.Measured;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a real server shows: its log of pauses, its PostgreSQL, its death. Most of it is its two starts. */
class WatchedServerTest {

    private static final int BOOKINGS = 200;

    private final BenchReport report = new BenchReport("one server\n");

    @TempDir
    Path folder;

    @Test
    void aLoadIsWatchedAndAKilledServerRecoversWhatIsMeasured() throws Exception {
        try (Cluster server =
                Cluster.start(ClusterSettings.embeddedOfShortLife(folder).withPauseLog())) {
            var stand = new BenchFixture(server, 100);
            aTimelineKnowsAllRequestsAndMissesNothingThatIsWatched(stand);
            bookingsAreReadAgainAndWeighed(stand);
        }
        assertThat(Files.readString(folder.resolve("timeline.md"))).contains("## A load", "| unexplained |");
    }

    private void aTimelineKnowsAllRequestsAndMissesNothingThatIsWatched(BenchFixture stand) throws Exception {
        BookingSource office = stand.boxOffice();
        BenchFixture.Recorded<Measured> recorded =
                stand.recorded(times -> stand.loadAt(100, 16, Duration.ofSeconds(1), office::booking, times));
        assertThat(recorded.timeline().summary())
                .contains(" of " + recorded.result().answered(201) + " requests took more than 50 ms");
        assertThat(recorded.timeline().markdown("A load")).doesNotContain("watched no longer");
        report.timeline("A load", recorded.timeline());
        report.write(folder, "A load.", List.of());
    }

    private void bookingsAreReadAgainAndWeighed(BenchFixture stand) {
        var recovery = new Recovery(stand, report, BOOKINGS);
        recovery.measure();
        Comparison comparison = recovery.comparisons().get(0);
        assertThat(comparison.evently().violations()).isEmpty();
        assertThat(comparison.entry())
                .containsEntry("bookings", BOOKINGS)
                .containsKeys("recovery_s", "bytes_per_booking");
        assertThat(Promises.heldAgainst(recovery.comparisons()).stream()
                        .filter(outcome -> outcome.measured().isPresent()))
                .hasSize(2);
    }
}
