package io.evently.projection;

import io.evently.database.Outage;
import io.evently.projection.Projector.Overtaken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The one instance in the cluster that lets the tables of a database follow its journal, at the {@link Pace} that
 * bookings leave it, with growing pauses after failures. The work itself blocks, on threads of its own.
 */
final class ShardProjection extends AbstractBehavior<ShardProjection.Message> {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** What it tells itself, and the cluster tells it. */
    sealed interface Message {}

    /** Time for the next step. */
    enum Step implements Message {
        INSTANCE
    }

    /** Another node takes over, or this one goes. */
    enum Stop implements Message {
        INSTANCE
    }

    private record Stepped(boolean more, Duration took) implements Message {}

    private record Failed(Throwable why) implements Message {}

    private final TimerScheduler<Message> timers;
    private final int shard;
    private final Projector projector;
    private final Executor blocking;
    private final BooleanSupplier rush;
    private final ProjectionMetrics metrics;
    private final Outage outage;
    private Duration pause = FIRST_PAUSE;

    /**
     * @param blocking threads that may wait for the database
     * @param rush whether to give way to bookings
     */
    static Behavior<Message> create(
            int shard, Projector projector, Executor blocking, BooleanSupplier rush, ProjectionMetrics metrics) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ShardProjection(context, timers, shard, projector, blocking, rush, metrics)));
    }

    private ShardProjection(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            int shard,
            Projector projector,
            Executor blocking,
            BooleanSupplier rush,
            ProjectionMetrics metrics) {
        super(context);
        this.timers = timers;
        this.shard = shard;
        this.projector = projector;
        this.blocking = blocking;
        this.rush = rush;
        this.metrics = metrics;
        this.outage = new Outage(context.getLog(), "The tables of database " + shard + " cannot follow its journal");
        context.getLog().info("The tables of database {} follow its journal from here", shard);
        context.getSelf().tell(Step.INSTANCE);
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Step.class, step -> onStep())
                .onMessage(Stepped.class, this::onStepped)
                .onMessage(Failed.class, this::onFailed)
                // A step in flight finishes on its thread: it is a transaction, and whoever takes over waits for it.
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .onSignal(PostStop.class, stopped -> {
                    metrics.forget(shard);
                    return this;
                })
                .build();
    }

    private Behavior<Message> onStep() {
        CompletableFuture<Message> outcome = new CompletableFuture<>();
        blocking.execute(() -> outcome.complete(step()));
        getContext().pipeToSelf(outcome, (message, failure) -> failure == null ? message : new Failed(failure));
        return this;
    }

    private Message step() {
        long start = System.nanoTime();
        try {
            boolean more = projector.step();
            return new Stepped(more, Duration.ofNanos(System.nanoTime() - start));
        } catch (Exception | LinkageError e) {
            return new Failed(e);
        }
    }

    private Behavior<Message> onStepped(Stepped stepped) {
        pause = FIRST_PAUSE;
        outage.over();
        metrics.record(shard, projector.backlog(), projector.quarantined());
        Duration lag = Duration.ofMillis(projector.backlog().millis());
        Duration rest = Pace.pauseAfter(stepped.took(), stepped.more(), rush.getAsBoolean(), lag);
        if (rest.isZero()) {
            getContext().getSelf().tell(Step.INSTANCE);
        } else {
            timers.startSingleTimer(Step.INSTANCE, rest);
        }
        return this;
    }

    private Behavior<Message> onFailed(Failed failed) {
        metrics.failed(shard);
        if (failed.why() instanceof Overtaken) {
            getContext().getLog().warn("Standing back: {}", failed.why().getMessage());
        } else {
            outage.failed(failed.why());
        }
        timers.startSingleTimer(Step.INSTANCE, pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        return this;
    }
}
