package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Rejection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What somebody is told whose request was sent more than once. */
class RetryingAskTest {

    private static final EventReply REFUSED = new EventReply.Refused(Rejection.NOT_ENOUGH_SEATS, 4990);
    private static final EventReply GONE = new EventReply.Refused(Rejection.ENTRY_NOT_FOUND, 4990);
    private static final EventReply BOOKED = new EventReply.BookingState(
            new Booking(UUID.randomUUID(), UUID.randomUUID(), 1, 1, BookingStatus.CONFIRMED, 1, 0, 1, null, -1), false);

    private final List<CompletableFuture<EventReply>> sendings = new ArrayList<>();
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private int repeats;

    @Test
    void aRefusalIsNotToldWhileTheSameRequestIsOnItsWayAgain() {
        CompletableFuture<EventReply> answer = ask(true);
        passTime();
        sendings.get(0).complete(REFUSED);
        assertThat(answer).isNotDone();

        // Somebody gave seats back in between: the second one got them.
        sendings.get(1).complete(BOOKED);
        assertThat(answer).isCompletedWithValue(BOOKED);
        assertThat(repeats).isEqualTo(1);
    }

    @Test
    void aRefusalOfTheLastSendingIsARefusal() {
        CompletableFuture<EventReply> answer = ask(true);
        passTime();
        sendings.get(1).complete(REFUSED);
        assertThat(answer).isCompletedWithValue(REFUSED);
        assertThat(timers).as("nothing is sent any more").isEmpty();
    }

    @Test
    void anAcceptanceCountsWhicheverSendingItAnswers() {
        CompletableFuture<EventReply> answer = ask(true);
        passTime();
        sendings.get(0).complete(BOOKED);
        assertThat(answer).isCompletedWithValue(BOOKED);
    }

    @Test
    void whatAFailedWriteLeftOpenIsAskedOfTheEventItself() {
        CompletableFuture<EventReply> answer = ask(false);
        sendings.get(0).complete(EventReply.Unknown.INSTANCE);
        assertThat(answer).isNotDone();

        passTime();
        sendings.get(1).complete(BOOKED);
        assertThat(answer).isCompletedWithValue(BOOKED);
    }

    @Test
    void busyAfterAnUnknownIsNotBusy() {
        CompletableFuture<EventReply> answer = ask(false);
        sendings.get(0).complete(EventReply.Unknown.INSTANCE);
        passTime();
        sendings.get(1).complete(EventReply.Busy.INSTANCE);
        assertThat(answer).isNotDone();

        passTime();
        sendings.get(2).completeExceptionally(new TimeoutException());
        assertThat(answer).isCompletedWithValue(EventReply.Unknown.INSTANCE);
    }

    @Test
    void busyAtOnceIsBusy() {
        CompletableFuture<EventReply> answer = ask(false);
        sendings.get(0).complete(EventReply.Busy.INSTANCE);
        assertThat(answer).isCompletedWithValue(EventReply.Busy.INSTANCE);
    }

    @Test
    void whatTheFirstSendingMayHaveDoneIsNotToldAsARefusalOfTheSecond() {
        CompletableFuture<EventReply> answer = ask(true);
        passTime();
        sendings.get(1).complete(GONE);
        assertThat(answer).isCompletedWithValue(EventReply.Unknown.INSTANCE);
    }

    @Test
    void inAClusterAtRestNothingIsSentTwice() {
        CompletableFuture<EventReply> answer = ask(false);
        assertThat(timers).isEmpty();
        sendings.get(0).completeExceptionally(new TimeoutException());
        assertThat(answer).isCompletedWithValue(EventReply.Unknown.INSTANCE);
        assertThat(repeats).isZero();
    }

    /** A timer that waits for its turn while the answer is being settled finds it settled. */
    @Test
    void nothingIsSentOnceItIsSettledWhatIsTold() throws InterruptedException {
        for (int trial = 0; trial < 300; trial++) {
            sendings.clear();
            List<Thread> late = new ArrayList<>();
            CompletableFuture<EventReply> answer = asking(
                            true, (pause, work) -> () -> late.add(startedAndBlocked(work)))
                    .begin();
            sendings.get(0).complete(REFUSED);
            for (Thread thread : late) {
                thread.join();
            }
            assertThat(late).isNotEmpty();
            assertThat(answer).isDone();
            assertThat(sendings).hasSize(1);
        }
    }

    private static Thread startedAndBlocked(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        while (thread.getState() != Thread.State.BLOCKED && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return thread;
    }

    private CompletableFuture<EventReply> ask(boolean messagesMayGetLost) {
        return asking(messagesMayGetLost, (pause, work) -> {
                    timers.add(work);
                    return () -> timers.remove(work);
                })
                .begin();
    }

    private RetryingAsk asking(boolean messagesMayGetLost, RetryingAsk.Timer timer) {
        return new RetryingAsk(
                patience -> {
                    sendings.add(new CompletableFuture<>());
                    return sendings.get(sendings.size() - 1);
                },
                reply -> reply == GONE,
                () -> messagesMayGetLost,
                new EntitySettings(Duration.ofSeconds(60), Duration.ofSeconds(1), 1, 1, 1, 1, 1, 1),
                timer,
                () -> repeats++);
    }

    private void passTime() {
        timers.remove().run();
    }
}
