package io.evently.sweep;

import io.evently.database.Shards;
import io.evently.entity.Events;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;

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
    public static void start(ActorSystem<?> system, Shards shards, Events events, BooleanSupplier rush) {
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
        ShardedDaemonProcess.get(system)
                .init(
                        ShardSweep.Message.class,
                        "sweeps",
                        Shards.COUNT,
                        shard -> ShardSweep.create(
                                shard, Sweep.of(shard, shards), events::ask, events::now, rush, blocking),
                        ShardSweep.Stop.INSTANCE);
    }
}
