package io.evently.loadtest.scenario.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultScheduleTest {

    private static final Duration FULL = Duration.ofMinutes(15);
    private static final Set<FaultKind> ALL = FaultKind.ofAnyCluster();

    @Test
    void aSeedRepeatsItsSchedule() {
        assertThat(FaultSchedule.of(7, FULL, ALL, 3)).isEqualTo(FaultSchedule.of(7, FULL, ALL, 3));
    }

    @Test
    void anotherSeedGivesAnother() {
        assertThat(FaultSchedule.of(7, FULL, ALL, 3)).isNotEqualTo(FaultSchedule.of(8, FULL, ALL, 3));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1, Long.MAX_VALUE})
    void aFullRunHasFortyFaultsEachKindTwiceAndAtMostTenKills(long seed) {
        FaultSchedule schedule = FaultSchedule.of(seed, FULL, ALL, 3);

        assertThat(schedule.faults()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(schedule.costly()).isBetween(5L, (long) FaultSchedule.MOST_COSTLY);
        assertThat(schedule.faults().stream().collect(Collectors.groupingBy(Fault::kind, Collectors.counting())))
                .hasSameSizeAs(ALL)
                .allSatisfy((kind, times) -> assertThat(times).isGreaterThanOrEqualTo(2));
    }

    @Test
    void aShortRunHasEachKindOnceBeforeAnyComesAgain() {
        List<Fault> faults = FaultSchedule.of(7, Duration.ofMinutes(7), ALL, 3).faults();

        assertThat(faults.stream().map(Fault::kind).collect(Collectors.toSet())).isEqualTo(ALL);
    }

    @Test
    void withoutRootThereAreAsManyFaultsOfTheOtherKinds() {
        Set<FaultKind> possible = FaultKind.ofAnyCluster();
        possible.removeAll(Set.of(FaultKind.PARTITION, FaultKind.CLOCK_SKEW, FaultKind.DISK_FULL));
        possible.removeIf(FaultKind::silencesDatabase);

        FaultSchedule schedule = FaultSchedule.of(7, FULL, possible, 3);

        assertThat(schedule.faults())
                .hasSizeGreaterThanOrEqualTo(40)
                .allMatch(fault -> possible.contains(fault.kind()));
        assertThat(schedule.costly()).isLessThanOrEqualTo(FaultSchedule.MOST_COSTLY);
    }

    @Test
    void eachFaultIsUndoneBeforeTheNextAndTheLastBeforeTheEnd() {
        List<Fault> faults = FaultSchedule.of(7, FULL, ALL, 3).faults();

        for (int i = 1; i < faults.size(); i++) {
            Fault before = faults.get(i - 1);
            assertThat(faults.get(i).at()).isGreaterThan(before.at().plus(before.length()));
        }
        Fault last = faults.get(faults.size() - 1);
        assertThat(last.at().plus(last.length())).isLessThan(FULL);
    }

    @Test
    void onlyAClockJumpsAndByHalfAMinuteAtLeast() {
        assertThat(FaultSchedule.of(7, FULL, ALL, 3).faults()).allSatisfy(fault -> {
            int skew = Math.abs(fault.skewSeconds());
            if (fault.kind() == FaultKind.CLOCK_SKEW) {
                assertThat(skew).isBetween(30, 90);
            } else {
                assertThat(skew).isZero();
            }
        });
    }
}
