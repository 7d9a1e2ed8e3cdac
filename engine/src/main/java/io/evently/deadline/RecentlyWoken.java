package io.evently.deadline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Whom this node has woken and for what, so that an event is not woken each second while the tables still show as due what
 * it has ended long ago. Who does not answer is woken again after growing pauses of up to a minute; who did has nothing
 * due, and is asked again after ten minutes, growing to an hour. Thread-safe.
 */
final class RecentlyWoken {

    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toNanos();

    /** 24,000 that stay due in tables that stand still are 40 wakes a second, and 7 once their pauses have grown. */
    private static final long FIRST_PAUSE_OF_WHO_ANSWERED =
            Duration.ofMinutes(10).toNanos();

    private static final long LONGEST_PAUSE_OF_WHO_ANSWERED =
            Duration.ofHours(1).toNanos();

    /** Some 150 bytes each: 15 MB for a database whose tables stand still. Who is forgotten is only woken once more. */
    private static final int MOST = 100_000;

    /** @param upTo all that came by then is what it was woken for */
    private record Woken(long upTo, long pause, long again, boolean answered) {}

    private final Cache<UUID, Woken> woken =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final LongSupplier nanos;

    /** @param nanos a clock that never goes back, in nanoseconds */
    RecentlyWoken(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @param what a number that grows: when it became due, or what else it is woken for */
    boolean mayWake(UUID eventId, long what) {
        Woken last = woken.getIfPresent(eventId);
        return last == null || what > last.upTo() || nanos.getAsLong() - last.again() >= 0;
    }

    /** It is being woken for whatever came up to {@code upTo}. */
    void woken(UUID eventId, long what, long upTo) {
        Woken last = woken.getIfPresent(eventId);
        long pause = FIRST_PAUSE;
        boolean answered = false;
        if (last != null && what <= last.upTo()) {
            answered = last.answered();
            pause = Math.min(2 * last.pause(), answered ? LONGEST_PAUSE_OF_WHO_ANSWERED : LONGEST_PAUSE);
        }
        woken.put(eventId, new Woken(upTo, pause, nanos.getAsLong() + pause, answered));
    }

    /** Nothing is remembered any more. */
    void forget() {
        woken.invalidateAll();
    }

    /** It answered, so that nothing was due any more. */
    void answered(UUID eventId) {
        woken.asMap().computeIfPresent(eventId, (id, last) -> {
            long pause = Math.max(last.pause(), FIRST_PAUSE_OF_WHO_ANSWERED);
            return new Woken(last.upTo(), pause, nanos.getAsLong() + pause, true);
        });
    }
}
