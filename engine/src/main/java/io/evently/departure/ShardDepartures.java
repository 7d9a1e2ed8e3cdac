package io.evently.departure;

import io.evently.database.Outage;
import io.evently.departure.HeldByTheGone.Held;
import io.evently.entity.EventReply;
import io.evently.event.EventCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** The one instance in the cluster that ends what the deactivated users of a database held. */
final class ShardDepartures extends AbstractBehavior<ShardDepartures.Message> {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** As the facts of events keep it. */
    static final String REASON = "the user was deactivated";

    /** What it tells itself, and the cluster tells it. */
    sealed interface Message {}

    /** Time for the next round. */
    enum Look implements Message {
        INSTANCE
    }

    /** Another node takes over, or this one goes. */
    enum Stop implements Message {
        INSTANCE
    }

    private record Found(List<Held> held) implements Message {}

    private record Asked(List<Held> held) implements Message {}

    private record Failed(Throwable why) implements Message {}

    private final TimerScheduler<Message> timers;
    private final Outage outage;
    private final HeldByTheGone gone;
    private final Function<UUID, CompletableFuture<Boolean>> isGone;
    private final BiFunction<UUID, EventCommand, CompletableFuture<EventReply>> ask;
    private final Duration every;
    private final Executor blocking;
    private List<Held> askedBefore = List.of();
    private Duration pause;

    /**
     * @param isGone asks the user, who may be back: the table is behind, and is written anew by a rebuild
     * @param ask as {@link io.evently.entity.Events#ask}
     * @param every how long after a round the next begins
     * @param blocking threads that may wait for databases
     */
    static Behavior<Message> create(
            int shard,
            HeldByTheGone gone,
            Function<UUID, CompletableFuture<Boolean>> isGone,
            BiFunction<UUID, EventCommand, CompletableFuture<EventReply>> ask,
            Duration every,
            Executor blocking) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ShardDepartures(context, timers, shard, gone, isGone, ask, every, blocking)));
    }

    private ShardDepartures(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            int shard,
            HeldByTheGone gone,
            Function<UUID, CompletableFuture<Boolean>> isGone,
            BiFunction<UUID, EventCommand, CompletableFuture<EventReply>> ask,
            Duration every,
            Executor blocking) {
        super(context);
        this.timers = timers;
        this.outage =
                new Outage(context.getLog(), "What deactivated users of database " + shard + " hold cannot be ended");
        this.gone = gone;
        this.isGone = isGone;
        this.ask = ask;
        this.every = every;
        this.blocking = blocking;
        this.pause = every;
        context.getSelf().tell(Look.INSTANCE);
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Look.class, look -> onLook())
                .onMessage(Found.class, this::onFound)
                .onMessage(Asked.class, this::onAsked)
                .onMessage(Failed.class, this::onFailed)
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .build();
    }

    private Behavior<Message> onLook() {
        CompletableFuture<Message> outcome = new CompletableFuture<>();
        try {
            blocking.execute(() -> outcome.complete(look()));
        } catch (RejectedExecutionException busy) {
            outcome.complete(new Failed(busy));
        }
        getContext().pipeToSelf(outcome, (message, failure) -> failure == null ? message : new Failed(failure));
        return this;
    }

    private Message look() {
        try {
            return new Found(gone.next());
        } catch (Exception | LinkageError e) {
            return new Failed(e);
        }
    }

    /** What an event answers does not matter: the next round looks at what is left. */
    private Behavior<Message> onFound(Found found) {
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (Held held : found.held()) {
            UUID user = held.user().userId();
            asked.add(isGone.apply(user).thenCompose(gone -> gone ? remove(held) : done()));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
        getContext()
                .pipeToSelf(all, (done, failure) -> failure == null ? new Asked(found.held()) : new Failed(failure));
        return this;
    }

    private CompletableFuture<Void> remove(Held held) {
        var command = new EventCommand.RemoveUser(
                held.user().userId(), REASON, held.user().by());
        return CompletableFuture.allOf(
                held.events().stream().map(event -> ask.apply(event, command)).toArray(CompletableFuture[]::new));
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    /** The tables follow within moments; what stays for longer (an event that is set aside) is asked less and less. */
    private Behavior<Message> onAsked(Asked asked) {
        outage.over();
        boolean stuck = !asked.held().isEmpty() && asked.held().equals(askedBefore);
        askedBefore = asked.held();
        pause = stuck ? longer(pause) : every;
        return again();
    }

    private Behavior<Message> onFailed(Failed failed) {
        outage.failed(failed.why());
        Behavior<Message> next = again();
        pause = longer(pause);
        return next;
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private Behavior<Message> again() {
        timers.startSingleTimer(Look.INSTANCE, pause);
        return this;
    }
}
