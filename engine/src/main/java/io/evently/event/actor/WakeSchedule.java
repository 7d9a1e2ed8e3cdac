package io.evently.event.actor;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Who wakes events that sleep. An event that stops leaves word of when time next changes something. */
public interface WakeSchedule {

    /** Nobody is woken: for nodes whose events hold nothing that ends. */
    WakeSchedule NONE = (eventId, deadline) -> CompletableFuture.completedFuture(null);

    /**
     * Notes when the event is to be woken, instead of what was noted before.
     *
     * @param deadline microseconds; {@code Long.MAX_VALUE}: it waits for nothing
     * @return completes when that is on disk, or was given up after 3 s at most; never fails
     */
    CompletableFuture<Void> sleepsUntil(UUID eventId, long deadline);
}
