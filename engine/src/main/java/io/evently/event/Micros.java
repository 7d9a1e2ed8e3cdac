package io.evently.event;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Time as facts and tables keep it: microseconds since 1970-01-01T00:00:00Z. */
public final class Micros {

    private Micros() {}

    /** Finer digits are dropped. */
    public static long of(Instant time) {
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + time.getNano() / 1_000;
    }

    public static Instant toInstant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
}
