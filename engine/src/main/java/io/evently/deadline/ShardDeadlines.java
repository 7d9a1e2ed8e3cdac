package io.evently.deadline;

import io.evently.worker.ShardWork;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** Wakes the events of a database whose deadlines have come, once a second. */
final class ShardDeadlines implements ShardWork {

    private static final Duration EVERY = Duration.ofSeconds(1);

    /** Microseconds. An event that is awake has ended what was due by then. */
    private static final long GRACE = 2_000_000;

    private final int shard;
    private final EventWaker alarms;
    private final LongSupplier now;
    private final Counter woken;

    /** @param now microseconds, as {@link io.evently.event.actor.Events#now} */
    ShardDeadlines(int shard, EventWaker alarms, LongSupplier now, Counter woken) {
        this.shard = shard;
        this.alarms = alarms;
        this.now = now;
        this.woken = woken;
    }

    @Override
    public CompletableFuture<Duration> round() throws Exception {
        woken.increment(alarms.ring(now.getAsLong() - GRACE));
        return ShardWork.rest(EVERY);
    }

    @Override
    public String trouble() {
        return "The deadlines in database " + shard + " cannot be read";
    }
}
