package io.evently.event.actor;

import io.evently.event.state.Event;
import java.util.concurrent.CompletableFuture;

/** When an event's next snapshot is due. Used by its actor. */
final class SnapshotSchedule {

    /** When the actor stops anyway, a snapshot is worth it as soon as a replay would take more than a moment. */
    private static final long FACTS_WHEN_STOPPING = 500;
    /** Half of what is remembered must be new: then each snapshot has twice the last, and all together twice the event. */
    private static final int SHARE = 2;

    private final int factsPerSnapshot;
    /** The newest fact in the last snapshot that is stored, and in the last that was tried. */
    private long stored;

    private long tried;
    /** Whether the one under way was stored; null: there is none. */
    private CompletableFuture<Boolean> writing;

    SnapshotSchedule(int factsPerSnapshot) {
        this.factsPerSnapshot = factsPerSnapshot;
    }

    /** The event was read. */
    void restored(Event event) {
        stored = event.restoredFact();
        tried = stored;
        writing = null;
    }

    /** Pekko stores one now. */
    void stored(Event event) {
        stored = event.lastFact();
        tried = stored;
        writing = null;
    }

    /** One is written that has this event's facts. */
    void began(Event event, CompletableFuture<Boolean> result) {
        tried = event.lastFact();
        writing = result;
    }

    /** Whether one shall be written beside the sale: not while another is. One that failed is tried again much later. */
    boolean isDue(Event event) {
        settle();
        return writing == null && event.lastFact() - tried > Math.max(factsPerSnapshot, event.remembered() / SHARE);
    }

    /** Whether the actor shall leave one when it stops. */
    boolean isDueWhenStopping(Event event) {
        settle();
        return event.lastFact() - stored >= FACTS_WHEN_STOPPING;
    }

    private void settle() {
        if (writing != null && writing.isDone()) {
            stored = writing.join() ? tried : stored;
            writing = null;
        }
    }
}
