package io.evently.user.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.evently.Eventually;
import io.evently.database.BoundedThreads;
import io.evently.user.UserRejection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BoundedRequestsTest {

    private final BoundedRequests waiting = new BoundedRequests(2, Duration.ofMinutes(1));

    @Test
    void pastTheBoundNothingIsBegunAndTheAnswerIsBusy() {
        CompletableFuture<String> first = waiting.toRead(CompletableFuture::new);
        CompletableFuture<String> second = waiting.toChange(CompletableFuture::new);

        assertThat(refusal(waiting.toChange(() -> {
                    throw new AssertionError("must not begin");
                })))
                .isEqualTo(UserRejection.BUSY);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
    }

    @Test
    void whoeverIsAnsweredMakesRoom() {
        CompletableFuture<String> inside = new CompletableFuture<>();
        CompletableFuture<String> granted = waiting.toRead(() -> inside);
        assertThat(refusal(waiting.toRead(() -> CompletableFuture.failedFuture(new SQLException("away")))))
                .isEqualTo(UserRejection.BUSY);
        assertThat(refusal(waiting.toChange(() -> CompletableFuture.failedFuture(new SQLException("away")))))
                .isEqualTo(UserRejection.UNKNOWN);

        inside.complete("done");

        assertThat(granted).isCompletedWithValue("done");
        assertThat(waiting.toRead(() -> CompletableFuture.completedFuture("1"))).isCompletedWithValue("1");
        assertThat(waiting.toRead(() -> CompletableFuture.completedFuture("2"))).isCompletedWithValue("2");
        assertThat(waiting.toRead(() -> CompletableFuture.completedFuture("3"))).isCompletedWithValue("3");
    }

    @Test
    void somePlacesAreKeptForThoseWhoArePreferred() {
        BoundedRequests waiting = new BoundedRequests(4, 2, Duration.ofMinutes(1));
        CompletableFuture<String> first = new CompletableFuture<>();
        var stranger = waiting.toRead(() -> first);
        var second = waiting.toChange(CompletableFuture::new);

        assertThat(refusal(waiting.toRead(CompletableFuture::new))).isEqualTo(UserRejection.BUSY);
        var preferred = waiting.toRead(true, CompletableFuture::new);
        var another = waiting.toRead(true, CompletableFuture::new);
        assertThat(refusal(waiting.toRead(true, CompletableFuture::new))).isEqualTo(UserRejection.BUSY);
        assertThat(List.of(stranger, second, preferred, another)).noneMatch(CompletableFuture::isDone);

        first.complete("answered");

        assertThat(waiting.toRead(CompletableFuture::new)).isNotDone();
        assertThat(refusal(waiting.toRead(true, CompletableFuture::new))).isEqualTo(UserRejection.BUSY);
    }

    @Test
    void whatTakesTooLongIsBusyForAReaderAndUnknownForAWriter() {
        BoundedRequests impatient = new BoundedRequests(1, Duration.ofMillis(1));

        assertThat(refusal(impatient.toRead(CompletableFuture::new))).isEqualTo(UserRejection.BUSY);
        assertThat(refusal(impatient.toChange(CompletableFuture::new))).isEqualTo(UserRejection.UNKNOWN);
    }

    @Test
    void aFullQueueOfPasswordsMeansThatNothingHappened() {
        assertThat(refusal(
                        waiting.toChange(() -> CompletableFuture.failedFuture(new RejectedExecutionException("full")))))
                .isEqualTo(UserRejection.BUSY);
    }

    @Test
    void aNamedRefusalStaysWhatItIs() {
        assertThat(refusal(waiting.toChange(
                        () -> CompletableFuture.failedFuture(new UserRefused(UserRejection.EMAIL_TAKEN)))))
                .isEqualTo(UserRejection.EMAIL_TAKEN);
    }

    @Test
    void passwordThreadsRejectWhatTheyCannotQueue() throws InterruptedException {
        try (BoundedThreads threads = new BoundedThreads("passwords", 1, 1)) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            threads.execute(() -> {
                begun.countDown();
                awaitUnchecked(end);
            });
            begun.await();
            threads.execute(() -> {});

            assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
            end.countDown();
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static UserRejection refusal(CompletableFuture<?> answer) {
        Throwable failure = catchThrowable(() -> Eventually.answer(answer));
        assertThat(failure).isInstanceOf(CompletionException.class).hasCauseInstanceOf(UserRefused.class);
        return ((UserRefused) failure.getCause()).rejection();
    }
}
