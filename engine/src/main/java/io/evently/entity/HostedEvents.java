package io.evently.entity;

import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the events that live on this node last published: as it is on disk, before the reply that made it so. Reads of a
 * hot event come from here and never wait for its actor. As large as the number of live entities, which is bounded.
 */
public final class HostedEvents {

    private final ConcurrentHashMap<UUID, EventView> views = new ConcurrentHashMap<>();

    void publish(EventView view) {
        views.put(view.event().id(), view);
    }

    void withdraw(UUID eventId) {
        views.remove(eventId);
    }

    /**
     * The event if it lives here and time alone has not ended anything since it was published, else null: then its actor
     * must be asked.
     *
     * @param now microseconds
     */
    public EventView get(UUID eventId, long now) {
        EventView view = views.get(eventId);
        return view == null || now >= view.nextDeadline() ? null : view;
    }

    /** Events alive on this node. */
    public int size() {
        return views.size();
    }
}
