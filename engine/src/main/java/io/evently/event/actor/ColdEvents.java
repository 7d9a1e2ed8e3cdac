package io.evently.event.actor;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** What the databases tell of an event that is not alive here, without waking it. */
public interface ColdEvents {

    /** Nothing is known: for a node without tables, whose journals are in memory. */
    ColdEvents UNKNOWN = new ColdEvents() {
        @Override
        public CompletableFuture<Long> storedBytes(UUID eventId) {
            return CompletableFuture.completedFuture(0L);
        }

        @Override
        public CompletableFuture<Optional<EventView>> ended(UUID eventId, long now) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    };

    /**
     * Bytes that are read when the event is woken: its last snapshot and the journal's records since.
     *
     * @return fails if its database does not say so in time, or too many ask it
     */
    CompletableFuture<Long> storedBytes(UUID eventId);

    /**
     * The event if it ended more than a day ago and had bookings: then it never changes again, and is never deleted.
     *
     * @param now microseconds
     * @return empty if it is not known to be so; never fails, and does not wait long
     */
    CompletableFuture<Optional<EventView>> ended(UUID eventId, long now);
}
