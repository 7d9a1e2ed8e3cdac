package io.evently.mail;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long a mail waits for its next attempt: 30 s, then twice as long each time, an hour at most; a fifth more or less. */
record RetryPause(DoubleSupplier random) {

    private static final Duration FIRST = Duration.ofSeconds(30);

    private static final Duration LONGEST = Duration.ofHours(1);

    private static final double JITTER = 0.2;

    /** @param attempts made so far, at least 1 */
    Duration after(int attempts) {
        long doubled = FIRST.toMillis() << Math.min(attempts - 1, 20);
        return jittered(Duration.ofMillis(Math.min(doubled, LONGEST.toMillis())));
    }

    /** So that not all who waited for the same come at the same moment. */
    Duration jittered(Duration pause) {
        double factor = 1 + JITTER * (2 * random.getAsDouble() - 1);
        return Duration.ofMillis(Math.round(pause.toMillis() * factor));
    }
}
