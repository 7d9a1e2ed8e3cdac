package io.evently.sweep;

import io.evently.database.Shards;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How many orphans the last search found in each database, as the node knows it that searched; no number elsewhere. */
final class OrphanMetrics {

    private final AtomicReferenceArray<OptionalLong> found = new AtomicReferenceArray<>(Shards.COUNT);

    OrphanMetrics(MeterRegistry metrics) {
        for (int number = 0; number < Shards.COUNT; number++) {
            int shard = number;
            forget(shard);
            Gauge.builder("evently.tables.orphans", () -> {
                        OptionalLong orphans = found.get(shard);
                        return orphans.isPresent() ? orphans.getAsLong() : Double.NaN;
                    })
                    .description("Rows that refer to what is not there, in the last search by night")
                    .tag("shard", Integer.toString(shard))
                    .register(metrics);
        }
    }

    /** @param orphans empty: no search was finished */
    void record(int shard, OptionalLong orphans) {
        found.set(shard, orphans);
    }

    void forget(int shard) {
        found.set(shard, OptionalLong.empty());
    }
}
