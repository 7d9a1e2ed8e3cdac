package io.evently.user.session;

import java.time.Duration;

/**
 * How long nobody may try to log in to an account after so many failures: from the {@code free}-th on it doubles from
 * {@code first} to {@code longest}. It always ends, or whoever knows an address could lock its owner out.
 *
 * @param free failures in a row that cost nothing but the last: people mistype
 */
public record LoginBackoff(int free, Duration first, Duration longest) {

    public Duration after(int failures) {
        if (failures < free) {
            return Duration.ZERO;
        }
        // 2^31 seconds are 68 years, so this is as good as any number of doublings.
        Duration doubled = first.multipliedBy(1L << Math.min(failures - free, 31));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    /** Whether one attempt at a time is enough: whoever comes honestly has had the others. */
    public boolean oneAtATime(int failures) {
        return failures >= free;
    }
}
