package io.evently.event.actor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Who is told when an event of this node changes: one asker of each node ({@link EventSubscription}), for as long as it said. The
 * first change is told at once, those that follow are folded into one every {@link #PAUSE}. Costs an event that nobody
 * watches one look into a map for each commit. Thread-safe.
 */
final class Subscribers {

    /** Faster than the eye; a hot event commits 500 times a second. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Four times the nodes a cluster is planned for (256 shards are ten for each of 25). */
    private static final int MOST_OF_AN_EVENT = 100;

    private final ConcurrentHashMap<UUID, Watched> events = new ConcurrentHashMap<>();
    private final RetryingAsk.Timer timer;

    Subscribers(RetryingAsk.Timer timer) {
        this.timer = timer;
    }

    /**
     * Tells {@code watcher} of changes from now on, unless too many are told already; again: for longer.
     *
     * @param millis for so long
     */
    void add(UUID eventId, ActorRef<EventReply> watcher, long millis) {
        events.compute(eventId, (id, present) -> {
            Watched watched = present == null ? new Watched(id) : present;
            watched.add(watcher, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
            return watched;
        });
    }

    /** The event is now as {@code view} shows it. */
    void changed(EventView view) {
        Watched watched = events.get(view.event().id());
        if (watched != null) {
            watched.changed(view);
        }
    }

    /** The event no longer lives here, or is gone: whoever watches it asks anew. */
    void left(UUID eventId) {
        Watched watched = events.remove(eventId);
        if (watched != null) {
            watched.tell(EventReply.Unknown.INSTANCE);
        }
    }

    /** Of so many events somebody is told. */
    int size() {
        return events.size();
    }

    private final class Watched {
        private final UUID eventId;
        /** And until when. */
        private final Map<ActorRef<EventReply>, Long> watchers = new HashMap<>();

        private EventView latest;
        private boolean pausing;

        Watched(UUID eventId) {
            this.eventId = eventId;
        }

        synchronized void add(ActorRef<EventReply> watcher, long untilNanos) {
            if (watchers.size() < MOST_OF_AN_EVENT || watchers.containsKey(watcher)) {
                watchers.put(watcher, untilNanos);
            } else {
                withdrawExpired();
            }
        }

        synchronized void changed(EventView view) {
            latest = view;
            if (!pausing) {
                tellLatest();
            }
        }

        /** The pause after the last telling is over. */
        private void rested() {
            boolean nobody;
            synchronized (this) {
                pausing = false;
                if (latest != null) {
                    tellLatest();
                }
                nobody = watchers.isEmpty();
            }
            if (nobody) {
                events.computeIfPresent(eventId, (id, present) -> present.isUnwatched() ? null : present);
            }
        }

        private void tellLatest() {
            tell(new EventReply.EventState(latest));
            latest = null;
            pausing = true;
            Runnable unused = timer.after(PAUSE, this::rested);
        }

        private synchronized boolean isUnwatched() {
            return watchers.isEmpty();
        }

        synchronized void tell(EventReply reply) {
            withdrawExpired();
            List<ActorRef<EventReply>> told = new ArrayList<>(watchers.keySet());
            told.forEach(watcher -> watcher.tell(reply));
        }

        private void withdrawExpired() {
            long now = System.nanoTime();
            watchers.values().removeIf(until -> now - until > 0);
        }
    }
}
