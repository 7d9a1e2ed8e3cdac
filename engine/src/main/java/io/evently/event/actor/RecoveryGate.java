package io.evently.event.actor;

import io.evently.event.actor.EventMessage.Request;
import io.evently.event.actor.EventMessage.Stop;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding.Passivate;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding.ShardCommand;

/**
 * What an event's actor is before it is the event: it keeps messages until {@link RecoveryPermits} let it read its
 * journal. If they do not, it answers all of them BUSY and stops; nothing was loaded.
 */
final class RecoveryGate {

    /** As many as a node lets wait for one event (4,096, and 1,024 that read), and some from other nodes; more are BUSY. */
    private static final int MOST_KEPT = 6_000;

    /** What the permits say; never leaves the actor. */
    private record Verdict(boolean granted) {}

    private final ActorContext<Object> context;
    private final StashBuffer<Object> kept;
    private final ActorRef<ShardCommand> shard;
    private final Behavior<Object> event;
    private final UUID eventId;
    private final RecoveryPermits permits;
    private final AtomicBoolean gone = new AtomicBoolean();

    private RecoveryGate(
            ActorContext<Object> context,
            StashBuffer<Object> kept,
            ActorRef<ShardCommand> shard,
            Behavior<EventMessage> event,
            UUID eventId,
            RecoveryPermits permits) {
        this.context = context;
        this.kept = kept;
        this.shard = shard;
        this.event = unchecked(event);
        this.eventId = eventId;
        this.permits = permits;
    }

    /** @param event what it becomes */
    static Behavior<EventMessage> before(
            Behavior<EventMessage> event, UUID eventId, ActorRef<ShardCommand> shard, RecoveryPermits permits) {
        Behavior<Object> gate = Behaviors.setup(context -> Behaviors.withStash(
                MOST_KEPT, kept -> new RecoveryGate(context, kept, shard, event, eventId, permits).waiting()));
        return gate.narrow();
    }

    private Behavior<Object> waiting() {
        ActorRef<Object> self = context.getSelf();
        CompletableFuture<Void> unused = permits.request(eventId).thenAccept(granted -> {
            if (gone.get()) {
                permits.settled(eventId);
            } else {
                self.tell(new Verdict(granted));
            }
        });
        return Behaviors.receive(Object.class)
                .onMessage(Verdict.class, verdict -> verdict.granted() ? kept.unstashAll(event) : refused())
                .onMessage(Stop.class, stop -> withdrawn())
                .onMessage(Request.class, this::keep)
                // Flush and the like: an event that is not read yet has nothing in memory to flush or to give up.
                .onAnyMessage(other -> Behaviors.same())
                .build();
    }

    private Behavior<Object> keep(Request request) {
        if (kept.isFull()) {
            request.replyTo().tell(EventReply.Busy.INSTANCE);
        } else {
            kept.stash(request);
        }
        return Behaviors.same();
    }

    /** No actor is kept for an event that cannot be read. */
    private Behavior<Object> refused() {
        answerBusy();
        shard.tell(new Passivate<>(context.getSelf().<EventMessage>narrow()));
        return Behaviors.receive(Object.class)
                .onMessage(Request.class, request -> {
                    request.replyTo().tell(EventReply.Busy.INSTANCE);
                    return Behaviors.same();
                })
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .onAnyMessage(other -> Behaviors.same())
                .build();
    }

    /** It is told to stop before it may begin. A permit that was given, or will be, is given back. */
    private Behavior<Object> withdrawn() {
        gone.set(true);
        permits.settled(eventId);
        answerBusy();
        return Behaviors.stopped();
    }

    private void answerBusy() {
        kept.forEach(message -> ((Request) message).replyTo().tell(EventReply.Busy.INSTANCE));
        kept.clear();
    }

    /** The actor's own messages are of any kind until the event takes over; then none of them is on its way. */
    @SuppressWarnings("unchecked")
    private static Behavior<Object> unchecked(Behavior<EventMessage> event) {
        return (Behavior<Object>) (Behavior<?>) event;
    }
}
