package io.evently.event.actor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One request to an event, and every sending of it. It is sent again when no answer came while messages may get lost, and
 * when the answer was that nobody knows (a write failed): the event, once it has read its journal again, does know.
 *
 * <p>What an event accepted it recognises when it comes again; what it refused it may accept the second time. So an
 * acceptance counts from whichever sending it comes, a refusal only when it answers the last one: all before it were
 * decided before it, or are lost.
 */
final class RetryingAsk {

    /** Runs something later, unless it is cancelled. */
    interface Timer {

        /** @return cancels it */
        Runnable after(Duration pause, Runnable work);
    }

    private static final Duration AFTER_UNKNOWN = Duration.ofMillis(300);

    private final Function<Duration, CompletableFuture<EventReply>> send;
    private final Predicate<EventReply> mayBeOurOwnDoing;
    private final BooleanSupplier messagesMayGetLost;
    private final Duration askAgainAfter;
    private final long deadline;
    private final Timer timer;
    private final Runnable onRepeat;
    private final CompletableFuture<EventReply> answer = new CompletableFuture<>();
    private int sent;
    /** Whether it is settled what is told: nothing is sent any more. */
    private boolean over;

    private Runnable cancelNext = () -> {};

    /**
     * @param send sends it, and fails if no reply comes in the time given
     * @param mayBeOurOwnDoing whether a refusal of the second sending may be what the first has done
     * @param onRepeat told of each sending but the first
     */
    RetryingAsk(
            Function<Duration, CompletableFuture<EventReply>> send,
            Predicate<EventReply> mayBeOurOwnDoing,
            BooleanSupplier messagesMayGetLost,
            EntitySettings settings,
            Timer timer,
            Runnable onRepeat) {
        this.send = send;
        this.mayBeOurOwnDoing = mayBeOurOwnDoing;
        this.messagesMayGetLost = messagesMayGetLost;
        this.askAgainAfter = settings.askAgainAfter();
        this.deadline = System.nanoTime() + settings.askTimeout().toNanos();
        this.timer = timer;
        this.onRepeat = onRepeat;
    }

    /** The answer, within the ask timeout; never fails. */
    CompletableFuture<EventReply> begin() {
        sendNext();
        return answer;
    }

    private void sendNext() {
        int copy;
        synchronized (this) {
            if (over) {
                return;
            }
            copy = ++sent;
            if (messagesMayGetLost.getAsBoolean()) {
                cancelNext = timer.after(askAgainAfter, this::sendNext);
            }
        }
        if (copy > 1) {
            onRepeat.run();
        }
        CompletableFuture<Void> unused = send.apply(left()).handle((reply, failure) -> {
            heard(copy, failure == null ? reply : null);
            return null;
        });
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    /** @param reply null: none came in time */
    private void heard(int copy, EventReply reply) {
        EventReply told = null;
        synchronized (this) {
            if (over) {
                return;
            }
            if (reply == null) {
                told = EventReply.Unknown.INSTANCE;
            } else if (isConclusive(copy, reply)) {
                told = sent > 1 && mayBeOurOwnDoing.test(reply) ? EventReply.Unknown.INSTANCE : reply;
            } else if (copy == sent) {
                cancelNext.run();
                if (left().compareTo(AFTER_UNKNOWN) > 0) {
                    cancelNext = timer.after(AFTER_UNKNOWN, this::sendNext);
                } else {
                    told = EventReply.Unknown.INSTANCE;
                }
            }
            if (told != null) {
                // Before the lock is free: a timer may be waiting for it to send the next one.
                over = true;
                cancelNext.run();
            }
        }
        if (told != null) {
            answer.complete(told);
        }
    }

    private boolean isConclusive(int copy, EventReply reply) {
        if (reply instanceof EventReply.Unknown) {
            return false;
        }
        if (reply instanceof EventReply.Busy) {
            // Nothing happened to this one; of an earlier one that is not known.
            return sent == 1;
        }
        return !(reply instanceof EventReply.Refused) || copy == sent;
    }
}
