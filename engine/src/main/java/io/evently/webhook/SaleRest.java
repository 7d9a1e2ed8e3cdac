package io.evently.webhook;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Gives way to a rush of bookings, for ten seconds at most. Of one thread at a time. */
final class SaleRest {

    /** Between two looks whether the rush is over. */
    static final Duration LOOK = Duration.ofMillis(250);

    private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);

    private final BooleanSupplier rush;
    private final LongSupplier nanos;
    private long worked;

    SaleRest(BooleanSupplier rush, LongSupplier nanos) {
        this.rush = rush;
        this.nanos = nanos;
        this.worked = nanos.getAsLong();
    }

    /** Whether bookings need the processors; if not, or no longer, the caller works now. */
    boolean isWanted() {
        long now = nanos.getAsLong();
        if (rush.getAsBoolean() && now - worked < LONGEST) {
            return true;
        }
        worked = now;
        return false;
    }
}
