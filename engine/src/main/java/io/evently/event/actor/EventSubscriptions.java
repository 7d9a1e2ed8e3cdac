package io.evently.event.actor;

import io.evently.event.actor.EventMessage.GetEvent;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;

/** What becomes of events, told to whoever wants to know on this node; each event is asked for once however many do. */
final class EventSubscriptions {

    /** A day after its end an event never changes again, and nobody need keep it awake. Microseconds. */
    private static final long LONG_OVER = TimeUnit.DAYS.toMicros(1);

    private final ActorSystem<?> system;
    private final Function<UUID, EntityRef<EventMessage>> entity;
    private final LongSupplier now;
    private final AtomicLong number = new AtomicLong();

    /** @param now microseconds */
    EventSubscriptions(ActorSystem<?> system, Function<UUID, EntityRef<EventMessage>> entity, LongSupplier now) {
        this.system = system;
        this.entity = entity;
        this.now = now;
    }

    /** @return ends it */
    Runnable start(EventView known, EventListener listener) {
        long endedAt = known.event().endedAt();
        if (endedAt != 0 && endedAt < now.getAsLong() - LONG_OVER) {
            return () -> {};
        }
        UUID eventId = known.event().id();
        long lease = EventSubscription.LEASE.toMillis();
        ActorRef<Object> watch = system.systemActorOf(
                EventSubscription.create(
                        self -> entity.apply(eventId)
                                .tell(new GetEvent(
                                        self, now.getAsLong() + TimeUnit.MILLISECONDS.toMicros(lease), lease)),
                        listener),
                "watch-" + number.incrementAndGet(),
                Props.empty());
        return () -> EventSubscription.stop(watch);
    }
}
