package io.evently.event.actor;

import com.fasterxml.uuid.UUIDClock;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Which ids no event has: those we never make, and those that were asked for a moment ago. Whoever makes ids up costs no
 * actor and no reading of a journal for them. Thread-safe.
 */
final class MissingEvents {

    /** We make UUIDv7: the first 48 bits are milliseconds since 1970. */
    private static final int VERSION = 7;

    /** That of RFC 9562. */
    private static final int VARIANT = 2;

    /** A clock that was wrong and is put right must not hide the events that were made by it. */
    private static final long MOST_AHEAD_MILLIS = TimeUnit.DAYS.toMillis(1);

    /** An event is made within seconds of its id, or never. */
    private static final long STILL_TO_COME_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private static final int MOST_MISSING = 10_000;

    private static final Duration MISSING_FOR = Duration.ofSeconds(5);

    private final Cache<UUID, Boolean> missing = Caffeine.newBuilder()
            .maximumSize(MOST_MISSING)
            .expireAfterWrite(MISSING_FOR)
            .executor(Runnable::run)
            .build();

    /** By which ids are made: the node's, which the databases' time corrects, so that all nodes take them for ours. */
    static UUIDClock clock(LongSupplier now) {
        return new UUIDClock() {
            @Override
            public long currentTimeMillis() {
                return TimeUnit.MICROSECONDS.toMillis(now.getAsLong());
            }
        };
    }

    /** @param now microseconds */
    static boolean mayBeOurs(UUID id, long now) {
        return id.version() == VERSION
                && id.variant() == VARIANT
                && millis(id) <= TimeUnit.MICROSECONDS.toMillis(now) + MOST_AHEAD_MILLIS;
    }

    /**
     * Whether there is certainly no such event.
     *
     * @param now microseconds
     */
    boolean isNone(UUID id, long now) {
        return !mayBeOurs(id, now) || missing.getIfPresent(id) != null;
    }

    /** Its actor says that there is none; believed for a moment, unless it may still be made. */
    void missing(UUID id, long now) {
        if (millis(id) < TimeUnit.MICROSECONDS.toMillis(now) - STILL_TO_COME_MILLIS) {
            missing.put(id, true);
        }
    }

    void made(UUID id) {
        missing.invalidate(id);
    }

    private static long millis(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }
}
