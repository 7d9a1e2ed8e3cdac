package io.evently.deadline;

import io.evently.database.Outage;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The one instance in the cluster that wakes the events of a database: once a second, with growing pauses after
 * failures. The database is asked on threads that may block.
 */
final class ShardDeadlines extends AbstractBehavior<ShardDeadlines.Message> {

    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Microseconds. An event that is awake has ended what was due by then. */
    private static final long GRACE = 2_000_000;

    /** What it tells itself, and the cluster tells it. */
    sealed interface Message {}

    /** Time for the next look. */
    enum Look implements Message {
        INSTANCE
    }

    /** Another node takes over, or this one goes. */
    enum Stop implements Message {
        INSTANCE
    }

    private record Rung(int woken) implements Message {}

    private record Failed(Throwable why) implements Message {}

    private final TimerScheduler<Message> timers;
    private final Outage outage;
    private final Alarms alarms;
    private final LongSupplier now;
    private final Executor blocking;
    private final Counter woken;
    private Duration pause = FIRST_PAUSE;

    /**
     * @param now microseconds, as {@link io.evently.entity.Events#now}
     * @param blocking threads that may wait for the database
     */
    static Behavior<Message> create(int shard, Alarms alarms, LongSupplier now, Executor blocking, Counter woken) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ShardDeadlines(context, timers, shard, alarms, now, blocking, woken)));
    }

    private ShardDeadlines(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            int shard,
            Alarms alarms,
            LongSupplier now,
            Executor blocking,
            Counter woken) {
        super(context);
        this.timers = timers;
        this.outage = new Outage(context.getLog(), "The deadlines in database " + shard + " cannot be read");
        this.alarms = alarms;
        this.now = now;
        this.blocking = blocking;
        this.woken = woken;
        context.getSelf().tell(Look.INSTANCE);
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Look.class, look -> onLook())
                .onMessage(Rung.class, this::onRung)
                .onMessage(Failed.class, this::onFailed)
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .build();
    }

    private Behavior<Message> onLook() {
        CompletableFuture<Message> outcome = new CompletableFuture<>();
        blocking.execute(() -> outcome.complete(look()));
        getContext().pipeToSelf(outcome, (message, failure) -> failure == null ? message : new Failed(failure));
        return this;
    }

    private Message look() {
        try {
            return new Rung(alarms.ring(now.getAsLong() - GRACE));
        } catch (Exception | LinkageError e) {
            return new Failed(e);
        }
    }

    private Behavior<Message> onRung(Rung rung) {
        outage.over();
        pause = FIRST_PAUSE;
        woken.increment(rung.woken());
        timers.startSingleTimer(Look.INSTANCE, PACE);
        return this;
    }

    private Behavior<Message> onFailed(Failed failed) {
        outage.failed(failed.why());
        timers.startSingleTimer(Look.INSTANCE, pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        return this;
    }
}
