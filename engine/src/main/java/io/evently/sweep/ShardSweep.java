package io.evently.sweep;

import io.evently.database.Outage;
import io.evently.entity.EventReply;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** The one instance in the cluster that sweeps a database: a round every ten minutes, a step a second. */
final class ShardSweep extends AbstractBehavior<ShardSweep.Message> {

    private static final Duration BETWEEN_ROUNDS = Duration.ofMinutes(10);
    private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** What it tells itself, and the cluster tells it. */
    sealed interface Message {}

    /** Time for the next step. */
    enum Next implements Message {
        INSTANCE
    }

    /** Another node takes over, or this one goes. */
    enum Stop implements Message {
        INSTANCE
    }

    private record Stepped(Sweep.Step step) implements Message {}

    private record Failed(Throwable why) implements Message {}

    private final TimerScheduler<Message> timers;
    private final Outage outage;
    private final Sweep sweep;
    private final BiFunction<UUID, EventCommand, CompletableFuture<EventReply>> ask;
    private final LongSupplier now;
    private final BooleanSupplier rush;
    private final Executor blocking;
    private Duration pause = FIRST_PAUSE;

    /**
     * @param ask as {@link io.evently.entity.Events#ask}
     * @param now microseconds
     * @param rush whether to give way to bookings
     * @param blocking threads that may wait for the database
     */
    static Behavior<Message> create(
            int shard,
            Sweep sweep,
            BiFunction<UUID, EventCommand, CompletableFuture<EventReply>> ask,
            LongSupplier now,
            BooleanSupplier rush,
            Executor blocking) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ShardSweep(context, timers, shard, sweep, ask, now, rush, blocking)));
    }

    private ShardSweep(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            int shard,
            Sweep sweep,
            BiFunction<UUID, EventCommand, CompletableFuture<EventReply>> ask,
            LongSupplier now,
            BooleanSupplier rush,
            Executor blocking) {
        super(context);
        this.timers = timers;
        this.outage = new Outage(context.getLog(), "Database " + shard + " cannot be swept");
        this.sweep = sweep;
        this.ask = ask;
        this.now = now;
        this.rush = rush;
        this.blocking = blocking;
        context.getSelf().tell(Next.INSTANCE);
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Next.class, next -> onNext())
                .onMessage(Stepped.class, this::onStepped)
                .onMessage(Failed.class, this::onFailed)
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .build();
    }

    private Behavior<Message> onNext() {
        if (rush.getAsBoolean()) {
            return again(BETWEEN_STEPS);
        }
        CompletableFuture<Message> outcome = new CompletableFuture<>();
        blocking.execute(() -> outcome.complete(step()));
        getContext().pipeToSelf(outcome, (message, failure) -> failure == null ? message : new Failed(failure));
        return this;
    }

    private Message step() {
        try {
            return new Stepped(sweep.next(now.getAsLong()));
        } catch (Exception | LinkageError e) {
            return new Failed(e);
        }
    }

    /** Nobody asked for it: "by" is null. Who does not answer, or refuses, is asked again in the next round. */
    private Behavior<Message> onStepped(Stepped stepped) {
        pause = FIRST_PAUSE;
        outage.over();
        for (UUID event : stepped.step().past()) {
            CompletableFuture<EventReply> unused = ask.apply(event, new EventCommand.CompleteEvent(IfMatch.ANY, null));
        }
        return again(stepped.step().more() ? BETWEEN_STEPS : BETWEEN_ROUNDS);
    }

    private Behavior<Message> onFailed(Failed failed) {
        outage.failed(failed.why());
        again(pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        return this;
    }

    private Behavior<Message> again(Duration time) {
        timers.startSingleTimer(Next.INSTANCE, time);
        return this;
    }
}
