package io.evently.loadtest.scenario.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.sut.ClusterSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A node killed, another frozen for a moment, a database's connections cut; all kinds by {@code mvn -Pfaults}. */
@Tag("alone")
class FaultsTest {

    private static final Plan SHORT = new Plan(
            20261124,
            new FaultSchedule(List.of(
                    fault(3, FaultKind.SHORT_STOP, 1, 2),
                    fault(7, FaultKind.CUT_CONNECTIONS, 2, 1),
                    fault(10, FaultKind.KILL, 0, 3))),
            // It goes on until the node that was killed is back: half a minute on two cores.
            Duration.ofSeconds(20),
            16,
            80,
            // That they answer again, on any machine; within 25 s is for mvn -Pfaults to show, on one that is idle.
            Duration.ofSeconds(90),
            Duration.ofSeconds(90));

    /** Kept when a promise was broken, for whoever wants to know why: logs, what was heard, the databases. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void noPromiseIsBrokenByAKillAFreezeAndLostConnections() {
        var run = new FaultRun(ClusterSettings.in(folder, 3).ofShortLife(), null, SHORT, System.out);

        Verdict verdict = run.run(folder.resolve("history.jsonl"));

        assertThat(verdict.violations()).isEmpty();
        // Some 3,000 in half a minute on two cores; a slow machine gets to fewer.
        assertThat(verdict.operations()).hasSizeGreaterThan(200);
        assertThat(verdict.plantedErrors())
                .filteredOn(PlantedResult::found)
                .as("planted and found; some have no place in half a minute, more of them on a slow machine")
                .hasSizeGreaterThan(10);
    }

    private static Fault fault(int atSeconds, FaultKind kind, int target, int seconds) {
        return new Fault(Duration.ofSeconds(atSeconds), kind, target, Duration.ofSeconds(seconds), 0);
    }
}
