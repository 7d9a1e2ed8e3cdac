package io.evently.worker;

import io.evently.database.Outage;
import io.evently.database.Shards;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;

/**
 * The one instance in the cluster that does a kind of work for a database: round after round, with growing pauses after
 * failures. Moved when its node goes.
 */
public final class ShardWorker extends AbstractBehavior<ShardWorker.Message> {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    /** What it tells itself, and the cluster tells it. */
    public sealed interface Message {}

    private enum Begin implements Message {
        INSTANCE
    }

    /** Another node takes over, or this one goes. */
    public enum Stop implements Message {
        INSTANCE
    }

    private record Done(Duration rest) implements Message {}

    private record Failed(Throwable why) implements Message {}

    private final TimerScheduler<Message> timers;
    private final ShardWork work;
    private final Executor blocking;
    private final Outage outage;
    private Duration pause = FIRST_PAUSE;

    /**
     * Starts this node's share of a kind of work, one worker for each database. Every node of the cluster calls it once.
     *
     * @param name of the kind, the same on all nodes
     * @param blocking threads for each database that may wait for it
     */
    public static void start(
            ActorSystem<?> system, String name, IntFunction<Executor> blocking, IntFunction<ShardWork> work) {
        ShardedDaemonProcess.get(system)
                .init(
                        Message.class,
                        name,
                        Shards.COUNT,
                        shard -> create(work.apply(shard), blocking.apply(shard)),
                        Stop.INSTANCE);
    }

    public static Behavior<Message> create(ShardWork work, Executor blocking) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new ShardWorker(context, timers, work, blocking)));
    }

    private ShardWorker(
            ActorContext<Message> context, TimerScheduler<Message> timers, ShardWork work, Executor blocking) {
        super(context);
        this.timers = timers;
        this.work = work;
        this.blocking = blocking;
        this.outage = new Outage(context.getLog(), work.trouble());
        context.getSelf().tell(Begin.INSTANCE);
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Begin.class, begin -> onBegin())
                .onMessage(Done.class, this::onDone)
                .onMessage(Failed.class, this::onFailed)
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .onSignal(PostStop.class, stopped -> {
                    work.ended();
                    return this;
                })
                .build();
    }

    private Behavior<Message> onBegin() {
        CompletableFuture<Duration> round = new CompletableFuture<>();
        try {
            blocking.execute(() -> run(round));
        } catch (RejectedExecutionException busy) {
            round.completeExceptionally(busy);
        }
        getContext().pipeToSelf(round, (rest, failure) -> failure == null ? new Done(rest) : new Failed(failure));
        return this;
    }

    private void run(CompletableFuture<Duration> round) {
        try {
            CompletableFuture<Duration> unused = work.round().whenComplete((rest, failure) -> {
                if (failure == null) {
                    round.complete(rest);
                } else {
                    round.completeExceptionally(failure);
                }
            });
        } catch (Exception | LinkageError e) {
            round.completeExceptionally(e);
        }
    }

    private Behavior<Message> onDone(Done done) {
        pause = FIRST_PAUSE;
        outage.over();
        work.succeeded();
        return again(done.rest());
    }

    private Behavior<Message> onFailed(Failed failed) {
        work.failed(failed.why(), outage);
        Duration now = pause;
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(work.longestPause()) > 0 ? work.longestPause() : twice;
        return again(now);
    }

    private Behavior<Message> again(Duration rest) {
        if (rest.isZero()) {
            getContext().getSelf().tell(Begin.INSTANCE);
        } else {
            timers.startSingleTimer(Begin.INSTANCE, rest);
        }
        return this;
    }
}
