package io.evently.http.server;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends requests that are not answered in time. All in flight are looked at twenty times within the time they have. A timer
 * for each would stay in Pekko's wheel until its time is up, answered or not: 44,000 of them at 7,000 requests a second,
 * which the garbage collector copies again and again.
 *
 * <p>Thread-safe; as many requests are in flight as there are connections.
 */
final class RequestTimeouts {

    private static final Logger LOG = LoggerFactory.getLogger(RequestTimeouts.class);

    private static final int LOOKS = 20;

    /** One request that waits for its answer. */
    final class Waiting {
        private final Runnable tooLate;
        private final long since = nanos.getAsLong();

        private Waiting(Runnable tooLate) {
            this.tooLate = tooLate;
        }

        void answered() {
            waiting.remove(this);
        }
    }

    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final Duration time;
    private final LongSupplier nanos;

    /**
     * @param time what a request has; it may take a twentieth more
     * @param nanos a monotonic clock
     */
    RequestTimeouts(Duration time, LongSupplier nanos) {
        this.time = time;
        this.nanos = nanos;
    }

    /** Looks from now on until the system ends. */
    void start(ActorSystem<?> system) {
        Duration pause = time.dividedBy(LOOKS);
        system.scheduler().scheduleWithFixedDelay(pause, pause, this::look, system.executionContext());
    }

    /** @param tooLate runs once at most, unless the request is answered before */
    Waiting begin(Runnable tooLate) {
        Waiting begun = new Waiting(tooLate);
        waiting.add(begun);
        return begun;
    }

    void look() {
        long now = nanos.getAsLong();
        List<Waiting> late = waiting.stream()
                .filter(each -> now - each.since >= time.toNanos())
                .toList();
        late.stream().filter(waiting::remove).forEach(RequestTimeouts::giveUp);
    }

    /** Pekko does not repeat what failed: one request must not end the looks for all others. */
    private static void giveUp(Waiting late) {
        try {
            late.tooLate.run();
        } catch (RuntimeException e) {
            LOG.error("a request could not be given up", e);
        }
    }
}
