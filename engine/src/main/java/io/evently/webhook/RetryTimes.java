package io.evently.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** When a message that failed is sent again: soon at first, for three days in all. */
final class RetryTimes {

    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    /** Receivers may ask for no longer. */
    static final Duration LONGEST = Duration.ofHours(24);

    /** So that those who failed together do not come together. */
    private static final double JITTER = 0.2;

    private final DoubleSupplier chance;

    /** @param chance 0 to 1 */
    RetryTimes(DoubleSupplier chance) {
        this.chance = chance;
    }

    /**
     * The wait before the next attempt.
     *
     * @param attempts so far, at least 1
     * @param askedFor by the receiver ({@code Retry-After}); null: it did not ask
     * @return empty: there is no next one
     */
    Optional<Duration> after(int attempts, Duration askedFor) {
        if (attempts > WAITS.size()) {
            return Optional.empty();
        }
        long millis = WAITS.get(attempts - 1).toMillis();
        Duration wait = Duration.ofMillis(millis + (long) (millis * JITTER * (chance.getAsDouble() - 0.5)));
        if (askedFor == null || askedFor.compareTo(wait) <= 0) {
            return Optional.of(wait);
        }
        return Optional.of(askedFor.compareTo(LONGEST) > 0 ? LONGEST : askedFor);
    }
}
