package io.evently.loadtest.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines as JDK 17 writes them. */
class PauseLogTest {

    private static final String LOG =
            """
            [1000000ns] Using G1
            [500000000ns] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 21M->12M(380M) 10.441ms
            [500100000ns] Safepoint "G1CollectForAllocation", Time since last: 66 ns, Reaching safepoint: 100000 ns, At safepoint: 10500000 ns, Total: 10600000 ns
            [600000000ns] Safepoint "ICBufferFull", Time since last: 99 ns, Reaching safepoint: 1000 ns, Cleanup: 1000 ns, At safepoint: 2000 ns, Total: 3000 ns
            [700000000ns] GC(8) Concurrent Mark Cycle
            [703000000ns] GC(8) Pause Remark 20M->20M(80M) 4.206ms
            [703001000ns] Safepoint "G1Concurrent", Time since last: 5 ns, Reaching safepoint: 5 ns, At safepoint: 4300000 ns, Total: 4300005 ns
            [731200000ns] GC(8) Concurrent Mark Cycle 31.200ms
            [800000000ns] Allocation Stall (http-3) 2.500ms
            """;

    @TempDir
    Path folder;

    @Test
    void aSafepointEndsWhenItsLineIsWrittenAndIsNamedAfterItsCollection() {
        assertThat(PauseLog.stalls(LOG.lines()))
                .containsExactly(
                        new Stall(Cause.SERVER_PAUSE, "Pause Young (Normal)", 489_500_000, 500_100_000),
                        new Stall(Cause.SERVER_PAUSE, "ICBufferFull", 599_997_000, 600_000_000),
                        new Stall(Cause.SERVER_PAUSE, "Pause Remark", 698_700_995, 703_001_000),
                        new Stall(Cause.CONCURRENT_COLLECTOR, "Concurrent Mark Cycle", 700_000_000, 731_200_000),
                        new Stall(Cause.SERVER_PAUSE, "Allocation Stall", 797_500_000, 800_000_000));
    }

    @Test
    void aLogWithoutSafepointsIsNoLogOfNoPauses() throws Exception {
        Path log = Files.writeString(folder.resolve("log"), "[0.009s][info][gc] Using G1\n");
        assertThatThrownBy(() -> PauseLog.read(log)).isInstanceOf(IllegalStateException.class);
    }

    /** A JVM of this machine's Java, or the form of its log has changed. */
    @Test
    void thisJavaWritesSuchALog() throws Exception {
        Path log = folder.resolve("pauses.log");
        Path program = Files.writeString(
                folder.resolve("Collects.java"),
                "class Collects { public static void main(String[] arguments) { System.gc(); } }");
        long before = System.nanoTime();
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:gc,safepoint:file=" + log + ":timenanos",
                        "-XX:+UseG1GC",
                        program.toString())
                .redirectErrorStream(true)
                .start();
        java.getInputStream().readAllBytes();
        assertThat(java.waitFor()).isZero();
        long after = System.nanoTime();
        assertThat(PauseLog.read(log)).extracting(Stall::detail).contains("Pause Full");
        assertThat(PauseLog.read(log)).allSatisfy(stall -> {
            assertThat(stall.from()).isLessThanOrEqualTo(stall.to());
            assertThat(stall.to()).isBetween(before, after);
        });
    }
}
