package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.entity.Pressure.Level;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration STEP = Duration.ofMillis(80);
    private static final Duration MOMENT = Duration.ofMillis(300);

    @Test
    void withoutPressureTheTablesGoOnAtOnceAndLookTenTimesASecond() {
        assertThat(Pace.pauseAfter(STEP, true, Level.NONE, Duration.ZERO)).isZero();
        assertThat(Pace.pauseAfter(STEP, false, Level.NONE, Duration.ZERO)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void underPressureTheyHaveAnEighthOfTheTime() {
        for (Level level : List.of(Level.BUSY, Level.RUSH)) {
            assertThat(Pace.pauseAfter(STEP, true, level, MOMENT)).isEqualTo(Duration.ofMillis(560));
            assertThat(Pace.pauseAfter(STEP, false, level, MOMENT)).isEqualTo(Duration.ofMillis(560));
            assertThat(Pace.pauseAfter(Duration.ofMillis(1), true, level, MOMENT))
                    .isEqualTo(Duration.ofMillis(100));
        }
    }

    @Test
    void aSlowStepDoesNotStopThemForLong() {
        assertThat(Pace.pauseAfter(Duration.ofSeconds(20), true, Level.RUSH, Duration.ofSeconds(9)))
                .isEqualTo(Duration.ofMillis(800));
    }

    @Test
    void aSecondBehindTheyGiveWayOnlyToARush() {
        assertThat(Pace.pauseAfter(STEP, true, Level.BUSY, Duration.ofSeconds(1)))
                .isZero();
        assertThat(Pace.pauseAfter(STEP, true, Level.RUSH, Duration.ofSeconds(1)))
                .isPositive();
    }

    @Test
    void halfAMinuteBehindTheyGiveWayToNobody() {
        assertThat(Pace.pauseAfter(STEP, true, Level.RUSH, Duration.ofSeconds(30)))
                .isZero();
    }
}
