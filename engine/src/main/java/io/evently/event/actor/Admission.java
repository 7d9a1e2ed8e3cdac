package io.evently.event.actor;

import io.evently.database.Shards;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Bounds what waits for an event before it reaches the actor, whose own stash would drop silently. Past a bound the
 * caller is told to come back, and nothing has happened. The events of one database may have half of all places: one
 * that is away takes no others with it.
 */
final class Admission {

    /** Those who wait for one event. Changed by whoever has its place in the map. */
    private static final class Queue {
        private final AtomicInteger ofDatabase;
        private int waiting;

        private Queue(AtomicInteger ofDatabase) {
            this.ofDatabase = ofDatabase;
        }
    }

    /** As {@code evently.conf} says. */
    private static final int READS = 4;

    private final int maxPerEvent;
    private final int maxPerDatabase;
    private final int max;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder entered = new LongAdder();
    private final AtomicInteger[] waitingPerDatabase =
            Stream.generate(AtomicInteger::new).limit(Shards.COUNT).toArray(AtomicInteger[]::new);
    private final ConcurrentHashMap<UUID, Queue> queues = new ConcurrentHashMap<>();

    Admission(int maxPerEvent, int max) {
        this.maxPerEvent = maxPerEvent;
        this.maxPerDatabase = Math.max(1, max / 2);
        this.max = max;
    }

    /** For those who only read, and need no token for it: a quarter more, and none of the places of those who book. */
    static Admission forReads(EntitySettings settings) {
        return new Admission(
                Math.max(1, settings.maxWaitingPerEvent() / READS), Math.max(1, settings.maxWaiting() / READS));
    }

    /** Requests that wait for all events together. */
    int waiting() {
        return waiting.get();
    }

    /** Requests that were let in so far. */
    long entered() {
        return entered.sum();
    }

    /** Whether one more may wait for this event; if so, {@link #leave} must follow. */
    boolean enter(UUID eventId) {
        if (!take(waiting, max)) {
            return false;
        }
        boolean[] entered = {false};
        queues.compute(eventId, (id, present) -> {
            Queue queue = present == null ? new Queue(waitingPerDatabase[Shards.shardOf(id)]) : present;
            if (queue.waiting < maxPerEvent && take(queue.ofDatabase, maxPerDatabase)) {
                queue.waiting++;
                entered[0] = true;
            }
            return queue.waiting == 0 ? null : queue;
        });
        if (entered[0]) {
            this.entered.increment();
        } else {
            waiting.decrementAndGet();
        }
        return entered[0];
    }

    void leave(UUID eventId) {
        queues.computeIfPresent(eventId, (id, queue) -> {
            queue.ofDatabase.decrementAndGet();
            return --queue.waiting == 0 ? null : queue;
        });
        waiting.decrementAndGet();
    }

    private static boolean take(AtomicInteger taken, int places) {
        if (taken.incrementAndGet() <= places) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }
}
