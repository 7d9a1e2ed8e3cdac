package io.evently.loadtest.client;

import java.time.Duration;

/**
 * What ends a run, whatever the callers want.
 *
 * @param requests no more than this many are sent
 * @param time after this long nothing more is sent; what is in flight is still waited for
 * @param patience how long one request may take before it counts as lost
 */
public record Limits(long requests, Duration time, Duration patience) {

    public Limits {
        if (requests < 1 || time.isNegative() || time.isZero() || patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("limits must be positive: " + requests + ", " + time + ", " + patience);
        }
    }
}
