package io.evently.event.actor;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * This node's ear for one event, wherever it lives: asks to be told of changes and asks again every few seconds, so that an
 * event that moved, or whose node died, is heard again. The answer to each asking is the event as it is, so that nothing
 * that got lost stays unknown for longer than that.
 */
final class EventSubscription {

    /** What a change is late by at most, when messages get lost or the event's node is of the version before. */
    static final Duration ASK_EVERY = Duration.ofSeconds(4);

    /** Two askings may get lost; who is gone is told for so long. */
    static final Duration LEASE = Duration.ofSeconds(12);

    /** It moves, or its database hesitates: time to arrive somewhere. */
    private static final Duration AFTER_A_MOVE = Duration.ofMillis(300);

    /** What it tells itself. */
    private enum Word {
        ASK,
        STOP
    }

    private final ActorContext<Object> context;
    private final TimerScheduler<Object> timers;
    private final Consumer<ActorRef<EventReply>> ask;
    private final EventListener listener;

    private EventSubscription(
            ActorContext<Object> context,
            TimerScheduler<Object> timers,
            Consumer<ActorRef<EventReply>> ask,
            EventListener listener) {
        this.context = context;
        this.timers = timers;
        this.ask = ask;
        this.listener = listener;
    }

    /** @param ask sends {@link EventMessage.GetEvent} with a lease */
    static Behavior<Object> create(Consumer<ActorRef<EventReply>> ask, EventListener listener) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new EventSubscription(context, timers, ask, listener).listening()));
    }

    static void stop(ActorRef<Object> watch) {
        watch.tell(Word.STOP);
    }

    private Behavior<Object> listening() {
        ask();
        return Behaviors.receive(Object.class)
                .onMessage(EventReply.EventState.class, state -> {
                    listener.sees(state.event());
                    return Behaviors.same();
                })
                .onMessage(EventReply.Refused.class, refused -> {
                    listener.ended();
                    return Behaviors.stopped();
                })
                .onMessage(EventReply.Unknown.class, moved -> {
                    timers.startSingleTimer(Word.ASK, Word.ASK, AFTER_A_MOVE);
                    return Behaviors.same();
                })
                .onMessageEquals(Word.ASK, () -> {
                    ask();
                    return Behaviors.same();
                })
                .onMessageEquals(Word.STOP, Behaviors::stopped)
                // Busy: it is asked again soon enough.
                .onAnyMessage(other -> Behaviors.same())
                .build();
    }

    private void ask() {
        ask.accept(context.getSelf().<EventReply>narrow());
        timers.startSingleTimer(Word.ASK, Word.ASK, ASK_EVERY);
    }
}
