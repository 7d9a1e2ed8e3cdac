package io.evently.time;

import io.evently.database.Shards;
import io.evently.event.Micros;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of this node in microseconds since 1970, with a second, monotonic reading beside it.
 *
 * <p>Wall clocks jump, and some are wrong. So the wall clock is believed only while it is within {@link #TOLERANCE} of
 * the databases' time; else that counts. Between two looks at the databases their time goes on with the monotonic clock,
 * so a jump is not believed for a moment, and is believed as soon as a database confirms it.
 *
 * <p>Thread-safe. Reading takes no lock: it is done for each request.
 */
public final class NodeClock {

    private static final Logger log = LoggerFactory.getLogger(NodeClock.class);

    /** Microseconds. Machines that synchronise their clocks are within milliseconds, so 5 s are no accident. */
    public static final long TOLERANCE = TimeUnit.SECONDS.toMicros(5);

    /** Microseconds. */
    private static final long JUMP = TimeUnit.MINUTES.toMicros(1);

    /** Microseconds. The answer is from some moment of the round trip; past this the moment is too uncertain. */
    private static final long LONGEST_ROUND_TRIP = TimeUnit.SECONDS.toMicros(2);

    /** Microseconds. Databases are asked once a second; who did not answer for so long is not counted any more. */
    private static final long FRESH = TimeUnit.SECONDS.toMicros(10);

    /**
     * One look at both clocks.
     *
     * @param wall microseconds since 1970
     * @param monotonic microseconds since some moment, never going back
     */
    public record Reading(long wall, long monotonic) {}

    /**
     * What the time was at one moment of the monotonic clock.
     *
     * @param confirmed whether a database said so
     */
    private record Anchor(long wall, long monotonic, boolean confirmed) {

        long at(long moment) {
            return wall + (moment - monotonic);
        }
    }

    private final LongSupplier wall;
    private final LongSupplier monotonic;
    private final Counter jumps;
    private final AtomicReference<Anchor> anchor;
    private final Anchor[] databases = new Anchor[Shards.COUNT];
    private volatile long offset;

    /** @param nanoTime a monotonic clock in nanoseconds, as {@link System#nanoTime} */
    public NodeClock(Clock wall, LongSupplier nanoTime, MeterRegistry metrics) {
        this.wall = () -> Micros.of(wall.instant());
        this.monotonic = () -> nanoTime.getAsLong() / 1_000;
        this.anchor = new AtomicReference<>(new Anchor(this.wall.getAsLong(), this.monotonic.getAsLong(), false));
        this.jumps = Counter.builder("evently.clock.jumps")
                .description("Jumps of the wall clock by more than a minute")
                .register(metrics);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int database = shard;
            Gauge.builder("evently.clock.offset.seconds", () -> secondsAhead(database))
                    .description("The node's wall clock minus the database's; NaN while it does not answer")
                    .tag("shard", Integer.toString(shard))
                    .register(metrics);
        }
    }

    public static NodeClock system(MeterRegistry metrics) {
        return new NodeClock(Clock.systemUTC(), System::nanoTime, metrics);
    }

    /** The time now. A clock that no database was asked about believes its wall clock. */
    public Reading read() {
        long now = wall.getAsLong();
        long moment = monotonic.getAsLong();
        Anchor trusted = anchor.get();
        if (isNear(now, trusted.at(moment))) {
            return new Reading(now, moment);
        }
        if (trusted.confirmed()) {
            return new Reading(trusted.at(moment), moment);
        }
        if (anchor.compareAndSet(trusted, new Anchor(now, moment, false))) {
            countJump(now - trusted.at(moment));
        }
        return new Reading(now, moment);
    }

    /**
     * A database told its time.
     *
     * @param shard 0 to 3
     * @param time what it told, microseconds since 1970
     * @param asked when it was asked, by {@link Reading#monotonic}
     * @param answered when its answer was there, by the same
     */
    public synchronized void compare(int shard, long time, long asked, long answered) {
        if (answered - asked > LONGEST_ROUND_TRIP) {
            return;
        }
        databases[shard] = new Anchor(time, asked + (answered - asked) / 2, true);
        long moment = monotonic.getAsLong();
        Anchor trusted = agreed(moment);
        if (trusted == null) {
            return;
        }
        Anchor before = anchor.getAndSet(trusted);
        boolean wasRight = isRight();
        long now = wall.getAsLong();
        offset = now - trusted.at(moment);
        if (wasRight != isRight()) {
            report();
            // A jump moves the offset from one look to the next; a clock that was wrong from the start did not jump.
            if (before.confirmed()) {
                countJump(now - before.at(moment));
            }
        }
    }

    /** Whether the wall clock is within {@link #TOLERANCE} of the databases' time, as last seen. */
    public boolean isRight() {
        return isNear(offset, 0);
    }

    /** The wall clock minus the databases' time, as last seen. Microseconds. */
    public long offset() {
        return offset;
    }

    /**
     * The databases' time: that of the one with which most agree, of several the first. So all nodes choose the same,
     * and one server with a wrong clock is outvoted.
     */
    private Anchor agreed(long moment) {
        Anchor best = null;
        int most = 0;
        for (Anchor each : databases) {
            if (!isFresh(each, moment)) {
                continue;
            }
            int agree = 0;
            for (Anchor other : databases) {
                if (isFresh(other, moment) && isNear(each.at(moment), other.at(moment))) {
                    agree++;
                }
            }
            if (agree > most) {
                best = each;
                most = agree;
            }
        }
        return best;
    }

    private static boolean isFresh(Anchor database, long moment) {
        return database != null && moment - database.monotonic() <= FRESH;
    }

    private synchronized double secondsAhead(int shard) {
        long moment = monotonic.getAsLong();
        Anchor database = databases[shard];
        return isFresh(database, moment) ? (wall.getAsLong() - database.at(moment)) / 1e6 : Double.NaN;
    }

    private static boolean isNear(long one, long other) {
        return Math.abs(one - other) <= TOLERANCE;
    }

    private void report() {
        if (isRight()) {
            log.info("the wall clock agrees with the databases' again");
        } else {
            log.error(
                    "the wall clock is {} s ahead of the databases' (negative: behind); theirs counts until they agree",
                    TimeUnit.MICROSECONDS.toSeconds(offset));
        }
    }

    private void countJump(long by) {
        if (Math.abs(by) > JUMP) {
            jumps.increment();
            log.warn("the wall clock jumped by {} s", TimeUnit.MICROSECONDS.toSeconds(by));
        }
    }
}
