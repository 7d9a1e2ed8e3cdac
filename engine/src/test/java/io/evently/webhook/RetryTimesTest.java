package io.evently.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Soon at first, three days in all, and as late as the receiver asks for. */
class RetryTimesTest {

    private final RetryTimes times = new RetryTimes(() -> 0.5);

    @Test
    void theyGrowAndEndAfterThreeDays() {
        Duration all = Duration.ZERO;
        Duration last = Duration.ZERO;
        int attempts = 1;
        for (Optional<Duration> wait = times.after(attempts, null);
                wait.isPresent();
                wait = times.after(++attempts, null)) {
            assertThat(wait.get()).isGreaterThan(last);
            last = wait.get();
            all = all.plus(last);
        }
        assertThat(attempts).isEqualTo(11);
        assertThat(all).isBetween(Duration.ofHours(72), Duration.ofHours(80));
        assertThat(times.after(1, null)).contains(Duration.ofSeconds(5));
    }

    @Test
    void chanceMovesThemByATenth() {
        assertThat(new RetryTimes(() -> 0).after(2, null)).contains(Duration.ofSeconds(54));
        assertThat(new RetryTimes(() -> 1).after(2, null)).contains(Duration.ofSeconds(66));
    }

    @Test
    void receiversMayAskForMoreWithinBounds() {
        assertThat(times.after(1, Duration.ofSeconds(90))).contains(Duration.ofSeconds(90));
        assertThat(times.after(1, Duration.ofSeconds(1))).contains(Duration.ofSeconds(5));
        assertThat(times.after(1, Duration.ofDays(30))).contains(RetryTimes.LONGEST);
    }
}
