package io.evently.deadline;

import io.evently.database.Shards;
import io.evently.event.actor.Events;
import io.evently.event.actor.WakeSchedule;
import io.evently.worker.ShardWorker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * Wakes events whose deadlines have come: one process per database, each on some node of the cluster, moved when that
 * node goes. Waking changes nothing that was not due, so two at once do no harm.
 */
public final class Deadlines {

    private static final String DISPATCHER = "evently.dispatchers.deadlines";

    private Deadlines() {}

    /** Who notes when events that stop are to be woken; ends after them when the node does. */
    public static WakeSchedule sleepers(ActorSystem<?> system, Shards shards, MeterRegistry metrics) {
        StoredWakeSchedule wakes = new StoredWakeSchedule(shards, metrics);
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
                        "write-wakes",
                        () -> CompletableFuture.supplyAsync(() -> {
                            wakes.close();
                            return Done.getInstance();
                        }));
        return wakes;
    }

    /** Starts this node's share. Every node of the cluster calls it once. */
    public static void start(ActorSystem<?> system, Shards shards, Events events, MeterRegistry metrics) {
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
        List<Counter> woken = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> woken(shard, metrics))
                .toList();
        ShardWorker.start(
                system,
                "deadlines",
                shard -> blocking,
                shard -> new ShardDeadlines(
                        shard, EventWaker.of(shard, shards, events::wake, blocking), events::now, woken.get(shard)));
    }

    static Counter woken(int shard, MeterRegistry metrics) {
        return Counter.builder("evently.deadlines.woken")
                .description("Events woken because a deadline has come or their queue was not served")
                .tag("shard", Integer.toString(shard))
                .register(metrics);
    }
}
