package io.evently.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is read from the operating system and from {@code /metrics}. */
class BenchMeasuresTest {

    private static final String STAT = "42 (a (strange) name) S 1 42 42 0 -1 4194560 1 2 3 4 150 50 7 3 20 0 1 0 9";

    @Test
    void processorTimeIsThatOfUserAndSystem() {
        assertThat(Cpu.ticks(STAT, false)).isEqualTo(200);
    }

    @Test
    void whatEndedChildrenUsedIsTheirParentsToTell() {
        assertThat(Cpu.ticks(STAT, true)).isEqualTo(210);
    }

    @Test
    void thisMachineTellsItToo() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        assertThat(Cpu.ticks(stat, true)).isNotNegative();
    }

    @Test
    void costIsPerRequestAndOfNoneItIsAll() {
        Cpu cost = new Cpu(100, 60, 20).since(new Cpu(20, 20, 0));
        assertThat(cost.per(4)).isEqualTo(new Cpu(20, 10, 5));
        assertThat(cost.per(0)).isEqualTo(cost);
        assertThat(cost.serverAndDatabase()).isEqualTo(120);
    }

    @Test
    void theWorstDatabaseIsTheLag() {
        assertThat(
                        Lag.seconds(
                                """
                        # HELP evently_projection_lag_seconds Age of the oldest record that the tables do not show
                        # TYPE evently_projection_lag_seconds gauge
                        evently_projection_lag_seconds{shard="0"} 0.0
                        evently_projection_lag_seconds{shard="1"} 1.25
                        evently_projection_lag_seconds{shard="2"} NaN
                        evently_projection_backlog{shard="1"} 77.0
                        """))
                .hasValue(1.25);
    }

    @Test
    void aLagNobodyKnowsIsNotZero() {
        assertThat(Lag.seconds("evently_projection_lag_seconds{shard=\"0\"} NaN\n"))
                .isEmpty();
        assertThat(Lag.seconds("jvm_threads 3\n")).isEmpty();
    }

    @Test
    void tablesThatWereNeverASecondBehindDrainAsFastAsItCame() {
        assertThat(Burst.rate(9_999, 3, 10_000)).isEqualTo(10_000);
        assertThat(Burst.rate(60_000, 3, 10_000)).isEqualTo(20_000);
    }
}
