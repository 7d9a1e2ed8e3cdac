package io.evently.entity;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds what waits for an event before it reaches the actor, whose own stash would drop silently. Past a bound the
 * caller is told to come back, and nothing has happened.
 */
final class Admission {

    private final int maxPerEvent;
    private final int max;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ConcurrentHashMap<UUID, Integer> waitingPerEvent = new ConcurrentHashMap<>();

    Admission(int maxPerEvent, int max, MeterRegistry metrics) {
        this.maxPerEvent = maxPerEvent;
        this.max = max;
        Gauge.builder("evently.requests.waiting", waiting, AtomicInteger::get)
                .description("Requests that wait for an event's answer")
                .register(metrics);
    }

    /** Requests that wait for all events together. */
    int waiting() {
        return waiting.get();
    }

    /** Whether one more may wait for this event; if so, {@link #leave} must follow. */
    boolean enter(UUID eventId) {
        if (waiting.incrementAndGet() > max) {
            waiting.decrementAndGet();
            return false;
        }
        boolean[] entered = {false};
        waitingPerEvent.compute(eventId, (id, count) -> {
            int before = count == null ? 0 : count;
            entered[0] = before < maxPerEvent;
            return entered[0] ? Integer.valueOf(before + 1) : count;
        });
        if (!entered[0]) {
            waiting.decrementAndGet();
        }
        return entered[0];
    }

    void leave(UUID eventId) {
        waitingPerEvent.computeIfPresent(eventId, (id, count) -> count == 1 ? null : Integer.valueOf(count - 1));
        waiting.decrementAndGet();
    }
}
