package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits too long is told, once; who was answered is not. */
class RequestTimeoutsTest {

    private static final Duration TIME = Duration.ofSeconds(10);

    private final List<String> told = new ArrayList<>();
    private long now = Long.MAX_VALUE - 5;
    private final RequestTimeouts timeouts = new RequestTimeouts(TIME, () -> now);

    @Test
    void aRequestIsGivenUpOnceWhenItsTimeIsOver() {
        timeouts.begin(() -> told.add("first"));
        now += TIME.toNanos() - 1;
        timeouts.begin(() -> told.add("second"));
        timeouts.look();
        assertThat(told).isEmpty();
        now += 1;
        timeouts.look();
        timeouts.look();
        assertThat(told).containsExactly("first");
    }

    @Test
    void whatWasAnsweredIsNotGivenUp() {
        timeouts.begin(() -> told.add("answered")).answered();
        now += TIME.toNanos();
        timeouts.look();
        assertThat(told).isEmpty();
    }

    @Test
    void oneThatCannotBeGivenUpDoesNotKeepTheOthersWaiting() {
        for (int i = 0; i < 3; i++) {
            timeouts.begin(() -> {
                told.add("late");
                throw new IllegalStateException("cannot be told");
            });
        }
        now += TIME.toNanos();
        timeouts.look();
        assertThat(told).hasSize(3);
    }
}
