package io.evently.event.actor;

import java.util.List;
import org.apache.pekko.cluster.sharding.ShardRegion.ClusterShardingStats;

/**
 * Where events live.
 *
 * @param address "host:port" of a node
 * @param shards cluster shards it has
 * @param events events alive in them
 */
public record NodeShards(String address, int shards, int events) {

    static List<NodeShards> of(ClusterShardingStats stats) {
        return stats.getRegions().entrySet().stream()
                .map(region -> new NodeShards(
                        region.getKey().hostPort(),
                        region.getValue().getStats().size(),
                        region.getValue().getStats().values().stream()
                                .mapToInt(events -> ((Number) events).intValue())
                                .sum()))
                .toList();
    }
}
