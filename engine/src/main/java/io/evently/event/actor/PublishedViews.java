package io.evently.event.actor;

import io.evently.database.Shards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the events that live on this node last published: as it is on disk, before the reply that made it so. Reads of a
 * hot event come from here and never wait for its actor. As large as the number of live entities, which is bounded.
 * Thread-safe.
 */
public final class PublishedViews {

    /**
     * Microseconds a view is shown past the moment at which time changes something. The event's own timer ends it within
     * a tick (20 ms, {@code actors.conf}) and a commit; with holds that run out all the time, every read would else go to
     * the actor that is busy ending them.
     */
    private static final long GRACE = TimeUnit.MILLISECONDS.toMicros(50);

    private static final class Hosted {
        private final ActorRef<EventMessage> actor;
        private volatile EventView view;
        private volatile long keptAwake = System.nanoTime();

        Hosted(ActorRef<EventMessage> actor) {
            this.actor = actor;
        }
    }

    private final ConcurrentHashMap<UUID, Hosted> events = new ConcurrentHashMap<>();
    private final EventMemory memory;
    private final Subscribers watchers;
    private final long keepAwakeEvery;

    /**
     * @param memory told what is read
     * @param watchers told what is published
     * @param keepAwakeEvery an event that is read from here is told so that often, so that it does not fall asleep
     */
    PublishedViews(EventMemory memory, Subscribers watchers, Duration keepAwakeEvery) {
        this.memory = memory;
        this.watchers = watchers;
        this.keepAwakeEvery = keepAwakeEvery.toNanos();
    }

    void publish(EventView view, ActorRef<EventMessage> actor) {
        UUID id = view.event().id();
        Hosted hosted = events.get(id);
        if (hosted == null || !hosted.actor.equals(actor)) {
            hosted = new Hosted(actor);
            hosted.view = view;
            events.put(id, hosted);
        } else {
            hosted.view = view;
        }
        watchers.changed(view);
    }

    void withdraw(UUID eventId) {
        events.remove(eventId);
        watchers.left(eventId);
    }

    /** Tells the asker of what is published from now on, if that was asked for. */
    void watch(UUID eventId, EventMessage.Request request) {
        if (request instanceof EventMessage.GetEvent get && get.watchMillis() > 0) {
            watchers.add(eventId, get.replyTo(), get.watchMillis());
        }
    }

    /**
     * The event if it lives here and time alone has not ended anything for long since it was published, else null: then
     * its actor must be asked.
     *
     * @param now microseconds
     * @param keepAwake told when the event has only been read from here for a while
     */
    EventView get(UUID eventId, long now, Runnable keepAwake) {
        Hosted hosted = events.get(eventId);
        if (hosted == null) {
            return null;
        }
        EventView view = hosted.view;
        if (now - GRACE >= view.nextDeadline()) {
            return null;
        }
        memory.used(eventId);
        long nanos = System.nanoTime();
        if (nanos - hosted.keptAwake > keepAwakeEvery) {
            hosted.keptAwake = nanos;
            keepAwake.run();
        }
        return view;
    }

    /** Withdraws all events of a database. @return their actors */
    Collection<ActorRef<EventMessage>> forget(int databaseShard) {
        List<ActorRef<EventMessage>> actors = new ArrayList<>();
        events.forEach((id, hosted) -> {
            if (Shards.shardOf(id) == databaseShard && events.remove(id, hosted)) {
                actors.add(hosted.actor);
            }
        });
        return actors;
    }

    public int size() {
        return events.size();
    }
}
