package io.evently.event.actor;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** Counts the event shards of this node for the metrics, every few seconds: who rebalances looks at a graph. */
final class LocalShards {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private LocalShards() {}

    static void count(
            ActorSystem<?> system,
            ActorRef<ClusterShardingQuery> sharding,
            EntityTypeKey<?> type,
            MeterRegistry metrics) {
        AtomicInteger shards = new AtomicInteger();
        Gauge.builder("evently.cluster.shards", shards, AtomicInteger::get)
                .description("Shards of events on this node")
                .register(metrics);
        system.systemActorOf(counter(sharding, type, shards), "local-shards", Props.empty());
    }

    private static Behavior<Object> counter(
            ActorRef<ClusterShardingQuery> sharding, EntityTypeKey<?> type, AtomicInteger shards) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ActorRef<CurrentShardRegionState> me = context.getSelf().unsafeUpcast();
            timers.startTimerWithFixedDelay(EVERY, EVERY);
            return Behaviors.receive(Object.class)
                    .onMessage(CurrentShardRegionState.class, state -> {
                        shards.set(state.getShards().size());
                        return Behaviors.same();
                    })
                    .onMessage(Duration.class, tick -> {
                        sharding.tell(new GetShardRegionState(type, me));
                        return Behaviors.same();
                    })
                    .build();
        }));
    }
}
