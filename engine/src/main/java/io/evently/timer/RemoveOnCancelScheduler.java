package io.evently.timer;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.LightArrayRevolverScheduler;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.actor.SchedulerTask;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

/**
 * Pekko's scheduler, but a timer of two seconds or more is freed when it is cancelled. In Pekko's wheel it stays until its
 * time is up, long after what it was for. A booking has three of 8 to 10 s: its answer, the ask of its event, and its
 * batch's circuit breaker; and each commit of an event with holds sets an alarm minutes ahead, anew. At 7,000 requests a
 * second they were 44,000, in linked lists that the garbage collector copies again and again.
 *
 * <p>When a timer runs is Pekko's doing as before: never early, and late by a tick.
 */
public final class RemoveOnCancelScheduler extends LightArrayRevolverScheduler {

    /** Nanoseconds. Longer ones are few, and Pekko refuses those that are too long. */
    private static final long LONGEST = TimeUnit.DAYS.toNanos(1);

    private final LongTimers timers;
    private volatile boolean closed;

    /** As Pekko makes it: {@code pekko.scheduler.implementation}. */
    public RemoveOnCancelScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        super(config, log, threads);
        this.timers = new LongTimers(
                System::nanoTime,
                (nanos, timer) -> super.scheduleOnce(Duration.fromNanos(nanos), timer, timer.executor()));
        FiniteDuration pause = Duration.fromNanos(LongTimers.LOOK_EVERY);
        // On the scheduler's own thread: a look takes microseconds, and a hand-off wakes another.
        super.scheduleWithFixedDelay(pause, pause, timers::look, ExecutionContext.parasitic$.MODULE$);
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable work, ExecutionContext executor) {
        long nanos = delay.toNanos();
        boolean isLong = nanos >= LongTimers.SHORTEST && nanos <= LONGEST;
        // Pekko tells some of their end; and after the end of all, it refuses.
        boolean isPekkos = work instanceof SchedulerTask || work instanceof Scheduler.TaskRunOnClose || closed;
        return isLong && !isPekkos ? timers.begin(nanos, work, executor) : super.scheduleOnce(delay, work, executor);
    }

    @Override
    public void close() {
        closed = true;
        super.close();
    }

    /** Timers that still wait and are not due soon. */
    int size() {
        return timers.size();
    }
}
