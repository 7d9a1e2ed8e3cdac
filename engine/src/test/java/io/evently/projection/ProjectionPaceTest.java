package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProjectionPaceTest {

    private static final Duration STEP = Duration.ofMillis(80);
    private static final Duration MOMENT = Duration.ofMillis(300);

    @Test
    void withoutARushTheTablesGoOnAtOnceAndLookTenTimesASecond() {
        assertThat(ProjectionPace.pauseAfter(STEP, true, false, Duration.ZERO)).isZero();
        assertThat(ProjectionPace.pauseAfter(STEP, false, false, Duration.ZERO)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void inARushTheyHaveAQuarterOfTheTime() {
        assertThat(ProjectionPace.pauseAfter(STEP, true, true, MOMENT)).isEqualTo(Duration.ofMillis(240));
        assertThat(ProjectionPace.pauseAfter(STEP, false, true, MOMENT)).isEqualTo(Duration.ofMillis(240));
        assertThat(ProjectionPace.pauseAfter(Duration.ofMillis(1), true, true, MOMENT))
                .isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aSlowStepDoesNotStopThemForLong() {
        assertThat(ProjectionPace.pauseAfter(Duration.ofSeconds(20), true, true, Duration.ofSeconds(9)))
                .isEqualTo(Duration.ofMillis(800));
    }

    @Test
    void tenSecondsBehindTheyGiveWayToNobody() {
        assertThat(ProjectionPace.pauseAfter(STEP, true, true, Duration.ofSeconds(10)))
                .isZero();
    }
}
