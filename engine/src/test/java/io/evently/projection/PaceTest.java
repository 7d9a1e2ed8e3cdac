package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration STEP = Duration.ofMillis(80);

    @Test
    void withoutPressureTheTablesGoOnAtOnceAndLookTenTimesASecond() {
        assertThat(Pace.pauseAfter(STEP, true, false, Duration.ZERO)).isZero();
        assertThat(Pace.pauseAfter(STEP, false, false, Duration.ZERO)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void underPressureTheyHaveAnEighthOfTheTime() {
        assertThat(Pace.pauseAfter(STEP, true, true, Duration.ofSeconds(3))).isEqualTo(Duration.ofMillis(560));
        assertThat(Pace.pauseAfter(STEP, false, true, Duration.ofSeconds(3))).isEqualTo(Duration.ofMillis(560));
        assertThat(Pace.pauseAfter(Duration.ofMillis(1), false, true, Duration.ZERO))
                .isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aSlowStepDoesNotStopThemForLong() {
        assertThat(Pace.pauseAfter(Duration.ofSeconds(20), true, true, Duration.ofSeconds(9)))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void halfAMinuteBehindTheyGiveWayToNobody() {
        assertThat(Pace.pauseAfter(STEP, true, true, Duration.ofSeconds(30))).isZero();
    }
}
