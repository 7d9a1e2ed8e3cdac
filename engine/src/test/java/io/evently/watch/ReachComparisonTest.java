package io.evently.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.tables.ReachRow;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ring 1: who is worse off than others, and for how long. */
class ReachComparisonTest {

    private static final int ALL = 0b1111;

    private long seconds;
    private final ReachComparison standing =
            new ReachComparison(Duration.ofSeconds(15), () -> TimeUnit.SECONDS.toNanos(seconds));

    @Test
    void whoReachesLessThanAnotherHasToLeaveInTheEnd() {
        assertThat(hasToLeave(0b1011, ALL)).isFalse();
        assertThat(standing.lacksDatabases()).isTrue();
        seconds = 14;
        assertThat(hasToLeave(0b1011, ALL)).isFalse();
        seconds = 15;
        assertThat(hasToLeave(0b1011, ALL)).isTrue();
    }

    @Test
    void timesThatWereInterruptedAreNotAdded() {
        hasToLeave(0b1011, ALL);
        seconds = 14;
        hasToLeave(ALL, ALL);
        assertThat(standing.lacksDatabases()).isFalse();
        seconds = 16;
        assertThat(hasToLeave(0b1011, ALL)).isFalse();
        seconds = 30;
        assertThat(hasToLeave(0b1011, ALL)).isFalse();
        seconds = 31;
        assertThat(hasToLeave(0b1011, ALL)).isTrue();
    }

    @Test
    void nobodyLeavesWhenAllAreEquallyBadlyOffOrNobodyElseIsThere() {
        for (int others : List.of(0b1011, 0b1010, 0, 0b0111)) {
            hasToLeave(0b1011, others);
            seconds += 60;
            assertThat(hasToLeave(0b1011, others)).as("%d", others).isFalse();
            assertThat(standing.lacksDatabases()).isFalse();
        }
        standing.hasToLeave(row(0, true), List.of());
        seconds += 60;
        assertThat(standing.hasToLeave(row(0, true), List.of())).isFalse();
    }

    /** Whatever three nodes reach, at least one of them stays. */
    @Test
    void thereIsAlwaysOneThatStays() {
        for (int a = 0; a <= ALL; a++) {
            for (int b = 0; b <= ALL; b++) {
                for (int c = 0; c <= ALL; c++) {
                    assertThat(leaves(a, b, c) && leaves(b, a, c) && leaves(c, a, b))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void aWrongClockMattersOnlyBesideANodeThatDoesAsWellWithARightOne() {
        standing.hasToLeave(row(ALL, false), List.of(row(ALL, true)));
        assertThat(standing.lacksTime()).isTrue();
        standing.hasToLeave(row(ALL, false), List.of(row(0b0111, true), row(ALL, false)));
        assertThat(standing.lacksTime()).isFalse();
        seconds = 60;
        assertThat(standing.hasToLeave(row(ALL, false), List.of(row(ALL, true))))
                .as("it has the databases' time")
                .isFalse();
    }

    private boolean leaves(int self, int... others) {
        var alone = new ReachComparison(Duration.ZERO, () -> 0);
        return alone.hasToLeave(row(self, true), List.of(row(others[0], true), row(others[1], true)));
    }

    private boolean hasToLeave(int self, int other) {
        return standing.hasToLeave(row(self, true), List.of(row(other, true)));
    }

    private static ReachRow row(int databases, boolean clockRight) {
        return new ReachRow("a node", databases, clockRight);
    }
}
