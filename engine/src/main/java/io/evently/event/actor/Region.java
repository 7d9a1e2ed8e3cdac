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
public record Region(String address, int shards, int events) {

    static List<Region> of(ClusterShardingStats stats) {
        return stats.getRegions().entrySet().stream()
                .map(region -> new Region(
                        region.getKey().hostPort(),
                        region.getValue().getStats().size(),
                        region.getValue().getStats().values().stream()
                                .mapToInt(events -> ((Number) events).intValue())
                                .sum()))
                .toList();
    }
}
