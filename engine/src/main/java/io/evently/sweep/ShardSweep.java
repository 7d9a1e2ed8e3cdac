package io.evently.sweep;

import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.actor.EventReply;
import io.evently.worker.ShardWork;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Sweeps a database, every ten minutes, and searches it for orphans, every night; a step a second, and none while
 * bookings are in a rush.
 */
final class ShardSweep implements ShardWork {

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);
    private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);

    private final int shard;
    private final Sweep sweep;
    private final OrphanSearch orphans;
    private final BiFunction<UUID, EventCommand, CompletableFuture<EventReply>> ask;
    private final LongSupplier now;
    private final BooleanSupplier rush;
    private final OrphanMetrics metrics;

    /**
     * @param ask as {@link io.evently.event.actor.Events#ask}
     * @param now microseconds
     * @param rush whether to give way to bookings
     */
    ShardSweep(
            int shard,
            Sweep sweep,
            OrphanSearch orphans,
            BiFunction<UUID, EventCommand, CompletableFuture<EventReply>> ask,
            LongSupplier now,
            BooleanSupplier rush,
            OrphanMetrics metrics) {
        this.shard = shard;
        this.sweep = sweep;
        this.orphans = orphans;
        this.ask = ask;
        this.now = now;
        this.rush = rush;
        this.metrics = metrics;
    }

    @Override
    public CompletableFuture<Duration> round() throws Exception {
        if (rush.getAsBoolean()) {
            return ShardWork.rest(BETWEEN_STEPS);
        }
        Sweep.Step step = sweep.next(now.getAsLong());
        // Nobody asked for it: "by" is null. An event that does not answer, or refuses, is asked again in the next
        // sweep.
        for (UUID event : step.past()) {
            CompletableFuture<EventReply> unused = ask.apply(event, new EventCommand.CompleteEvent(IfMatch.ANY, null));
        }
        boolean moreToSearch = orphans.next(now.getAsLong());
        return ShardWork.rest(step.more() || moreToSearch ? BETWEEN_STEPS : BETWEEN_SWEEPS);
    }

    @Override
    public void succeeded() {
        metrics.record(shard, orphans.found());
    }

    @Override
    public void ended() {
        metrics.forget(shard);
    }

    @Override
    public String trouble() {
        return "Database " + shard + " cannot be swept";
    }

    @Override
    public Duration longestPause() {
        return Duration.ofMinutes(1);
    }
}
