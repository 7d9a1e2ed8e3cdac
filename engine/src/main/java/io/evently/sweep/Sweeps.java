package io.evently.sweep;

import io.evently.database.Shards;
import io.evently.event.actor.Events;
import io.evently.worker.ShardWorker;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** Sweeps all four databases: one process for each, on some node of the cluster, moved when that node goes. */
public final class Sweeps {

    /** Its steps are short and rare: it shares the threads of those who wake events. */
    private static final String DISPATCHER = "evently.dispatchers.deadlines";

    private Sweeps() {}

    /**
     * Starts this node's share. Every node of the cluster calls it once.
     *
     * @param rush whether bookings need this node's processors: sweeping waits until they do not
     */
    public static void start(
            ActorSystem<?> system, Shards shards, Events events, BooleanSupplier rush, MeterRegistry metrics) {
        OrphanMetrics orphanMetrics = new OrphanMetrics(metrics);
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
        ShardWorker.start(
                system,
                "sweeps",
                shard -> blocking,
                shard -> new ShardSweep(
                        shard,
                        Sweep.of(shard, shards),
                        new OrphanSearch(shard, shards.reader(shard)),
                        events::ask,
                        events::now,
                        rush,
                        orphanMetrics));
    }
}
