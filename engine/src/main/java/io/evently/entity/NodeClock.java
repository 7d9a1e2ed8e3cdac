package io.evently.entity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of this node in microseconds since 1970, with a second, monotonic reading beside it. Wall clocks jump: a jump
 * of more than a minute is logged and counted ({@code design.md}, "Time").
 */
public final class NodeClock {

    private static final Logger log = LoggerFactory.getLogger(NodeClock.class);
    /** Microseconds. */
    private static final long JUMP = TimeUnit.MINUTES.toMicros(1);

    /**
     * One look at both clocks.
     *
     * @param wall microseconds since 1970
     * @param monotonic microseconds since some moment, never going back
     */
    public record Reading(long wall, long monotonic) {}

    private final LongSupplier wall;
    private final LongSupplier monotonic;
    private final Counter jumps;
    private final AtomicReference<Reading> last = new AtomicReference<>();

    /** @param nanoTime a monotonic clock in nanoseconds, as {@link System#nanoTime} */
    public NodeClock(Clock wall, LongSupplier nanoTime, MeterRegistry metrics) {
        this.wall = () -> micros(wall.instant());
        this.monotonic = () -> nanoTime.getAsLong() / 1_000;
        this.jumps = Counter.builder("evently.clock.jumps")
                .description("Jumps of the wall clock by more than a minute")
                .register(metrics);
    }

    public static NodeClock system(MeterRegistry metrics) {
        return new NodeClock(Clock.systemUTC(), System::nanoTime, metrics);
    }

    public static long micros(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + instant.getNano() / 1_000;
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    public Reading read() {
        Reading now = new Reading(wall.getAsLong(), monotonic.getAsLong());
        Reading before = last.getAndSet(now);
        if (before != null) {
            long jump = (now.wall - before.wall) - (now.monotonic - before.monotonic);
            if (Math.abs(jump) > JUMP) {
                jumps.increment();
                log.warn("the wall clock jumped by {} s", TimeUnit.MICROSECONDS.toSeconds(jump));
            }
        }
        return now;
    }
}
