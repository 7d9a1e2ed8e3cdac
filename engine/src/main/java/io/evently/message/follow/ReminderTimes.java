package io.evently.message.follow;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * When somebody is reminded that what they hold runs out: while a fifth of its time is left, but at least a minute and at
 * most an hour, so that they can act.
 */
final class ReminderTimes {

    private static final int PART = 5;
    private static final long SHORTEST = micros(Duration.ofMinutes(1));
    private static final long LONGEST = micros(Duration.ofHours(1));

    /**
     * Of less nobody is reminded: a mail that comes half a minute before the end comes too late, and they have just been told
     * when that is, by the answer to their booking or by the message of the promotion.
     */
    private static final long SHORTEST_WINDOW = micros(Duration.ofMinutes(2));

    private ReminderTimes() {}

    /**
     * Microseconds; empty: there is no time for it.
     *
     * @param from when it began, microseconds
     * @param ends when it runs out, microseconds
     */
    static OptionalLong due(long from, long ends) {
        long window = ends - from;
        if (window < SHORTEST_WINDOW) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(ends - Math.max(SHORTEST, Math.min(LONGEST, window / PART)));
    }

    private static long micros(Duration time) {
        return TimeUnit.NANOSECONDS.toMicros(time.toNanos());
    }
}
