package io.evently.event.actor;

import io.evently.event.state.Event;
import io.evently.event.state.EventSize;
import io.evently.journal.SnapshotWriters;
import io.evently.time.NodeClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the actors of events share on their node.
 *
 * @param hosted where they publish themselves
 * @param sleepers whom they leave word when they stop
 * @param memory whom they tell what they take
 * @param snapshots who stores their snapshots while they go on
 * @param recovered counts events read from the journal, at their first message and after each failed write
 */
record EventServices(
        EntitySettings settings,
        PublishedViews hosted,
        NodeClock clock,
        WakeSchedule sleepers,
        EventMemory memory,
        SnapshotWriters snapshots,
        Counter recovered) {

    /** The event is alive, and takes what it takes. */
    void remembers(UUID eventId, Event event, ActorRef<EventMessage> actor) {
        memory.holds(eventId, EventSize.of(event), actor);
    }

    void left(UUID eventId, ActorRef<EventMessage> actor) {
        hosted.withdraw(eventId);
        memory.left(eventId, actor);
    }

    static Counter recovered(MeterRegistry metrics) {
        return Counter.builder("evently.events.recovered")
                .description("Events read from their journals: woken, moved here, or after a failed write")
                .register(metrics);
    }
}
