package io.evently.projection;

import io.evently.database.Shards;
import io.evently.worker.ShardWorker;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * Lets the tables of all four databases follow their journals: one process per database, each on some node of the
 * cluster, moved when that node goes. How far they are is asked of the databases, from any node: {@link
 * io.evently.tables.ReadModel#backlogs}.
 */
public final class Projections {

    private static final String DISPATCHER = "evently.dispatchers.projection";

    private Projections() {}

    /**
     * Starts this node's share. Every node of the cluster calls it once.
     *
     * @param rush whether bookings need this node's processors: the tables give way to them then
     */
    public static void start(ActorSystem<?> system, Shards shards, BooleanSupplier rush, MeterRegistry metrics) {
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
        ProjectionMetrics projectionMetrics = new ProjectionMetrics(metrics);
        ShardWorker.start(
                system,
                "tables",
                shard -> blocking,
                shard -> new ShardProjection(
                        shard, new Projector(shard, shards.writer(shard)), rush, projectionMetrics));
    }
}
