package io.evently.user.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.user.Identity;
import io.evently.user.UserRejection;
import io.evently.user.actor.UserRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalTimingTest {

    private static final Duration STEP = Duration.ofMillis(150);

    private final AtomicLong now = new AtomicLong(-3);
    private final List<Duration> delays = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final RefusalTiming moment = new RefusalTiming(STEP, now::get, (delay, work) -> {
        delays.add(delay);
        later.add(work);
    });

    @Test
    void howLongItTookIsNotTold() {
        // A user from memory, a user who does not exist, a journal that was slow.
        for (long took : new long[] {46, 55, 149}) {
            CompletableFuture<Identity> answer = refusedAfter(took);

            assertThat(answer).isNotDone();
            assertThat(delays.get(delays.size() - 1).plusMillis(took)).isEqualTo(STEP);
            later.get(later.size() - 1).run();
            assertThatThrownBy(answer::join).hasCauseInstanceOf(UserRefused.class);
        }
    }

    @Test
    void whatTakesLongerIsAnsweredAtTheNextStep() {
        var unused = refusedAfter(160);

        assertThat(delays).containsExactly(Duration.ofMillis(140));
    }

    @Test
    void everythingElseIsAnsweredAtOnce() {
        CompletableFuture<String> granted = moment.hold(now.get(), CompletableFuture.completedFuture("in"));
        CompletableFuture<String> busy =
                moment.hold(now.get(), CompletableFuture.failedFuture(new UserRefused(UserRejection.BUSY)));
        CompletableFuture<String> waiting =
                moment.hold(now.get(), CompletableFuture.failedFuture(new UserRefused(Duration.ofSeconds(2))));

        assertThat(granted).isCompletedWithValue("in");
        assertThat(busy).isCompletedExceptionally();
        assertThat(waiting).isCompletedExceptionally();
    }

    @Test
    void whoIsStoppingAnswersAtOnce() {
        RefusalTiming stopping = new RefusalTiming(STEP, now::get, (delay, work) -> {
            throw new IllegalStateException("stopped");
        });

        assertThat(stopping.hold(
                        now.get(), CompletableFuture.failedFuture(new UserRefused(UserRejection.INVALID_CREDENTIALS))))
                .isCompletedExceptionally();
    }

    private CompletableFuture<Identity> refusedAfter(long millis) {
        CompletableFuture<Identity> answer = new CompletableFuture<>();
        CompletableFuture<Identity> held = moment.hold(now.get(), answer);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        answer.completeExceptionally(new UserRefused(UserRejection.INVALID_CREDENTIALS));
        return held;
    }
}
