package io.evently.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A process that stood still must not answer from a memory that others have outdated. */
class PauseDetectorTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicBoolean shared = new AtomicBoolean(true);
    private final AtomicInteger ends = new AtomicInteger();
    private final PauseDetector standstill =
            new PauseDetector(Duration.ofSeconds(10), shared::get, () -> false, nanos::get, ends::incrementAndGet);

    @Test
    void aShortPauseIsHarmless() {
        pass(Duration.ofSeconds(9));

        assertThat(standstill.memoryIsCurrent()).isTrue();
        standstill.tick();
        assertThat(ends).hasValue(0);
    }

    @Test
    void afterALongOneNothingIsAnsweredEvenBeforeItIsNoticed() {
        pass(Duration.ofSeconds(11));

        assertThat(standstill.memoryIsCurrent()).isFalse();
    }

    @Test
    void afterALongOneTheProcessEndsAndAnswersNothingMeanwhile() {
        pass(Duration.ofSeconds(11));
        standstill.tick();

        assertThat(ends).hasValue(1);
        assertThat(standstill.memoryIsCurrent()).isFalse();
    }

    @Test
    void whoIsAloneMaySleepAsLongAsHeLikes() {
        shared.set(false);
        pass(Duration.ofHours(8));

        assertThat(standstill.memoryIsCurrent()).isTrue();
        standstill.tick();
        assertThat(ends).hasValue(0);
        assertThat(standstill.memoryIsCurrent()).isTrue();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
