package io.evently.loadtest.sut;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is read from {@code /proc}. */
class ProcessorTimeTest {

    private static final String STAT = "42 (a (strange) name) S 1 42 42 0 -1 4194560 1 2 3 4 150 50 7 3 20 0 1 0 9";

    @Test
    void processorTimeIsThatOfUserAndSystem() {
        assertThat(ProcessorTime.ticks(STAT, false)).isEqualTo(200);
    }

    @Test
    void whatEndedChildrenUsedIsTheirParentsToTell() {
        assertThat(ProcessorTime.ticks(STAT, true)).isEqualTo(210);
    }

    @Test
    void thisMachineTellsItToo() {
        long self = ProcessHandle.current().pid();
        assertThat(ProcessorTime.of(self)).isPositive();
        assertThat(ProcessorTime.ofTree(self)).isGreaterThanOrEqualTo(ProcessorTime.of(self) / 2);
    }
}
