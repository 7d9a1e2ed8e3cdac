package io.evently.projection;

import io.evently.database.Shards;
import io.evently.tables.journal.Journal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How far the tables are behind, as a node knows it that lets them follow; a gauge is not a number elsewhere. */
final class ProjectionMetrics {

    private final AtomicReferenceArray<Journal.Backlog> backlogs = new AtomicReferenceArray<>(Shards.COUNT);
    private final AtomicIntegerArray quarantined = new AtomicIntegerArray(Shards.COUNT);
    private final List<Counter> failures = new ArrayList<>();

    ProjectionMetrics(MeterRegistry metrics) {
        for (int number = 0; number < Shards.COUNT; number++) {
            int shard = number;
            String tag = Integer.toString(shard);
            Gauge.builder("evently.projection.lag", () -> {
                        Journal.Backlog backlog = backlogs.get(shard);
                        return backlog == null ? Double.NaN : backlog.millis() / 1000.0;
                    })
                    .description("Age of the oldest record that the tables do not show")
                    .baseUnit("seconds")
                    .tag("shard", tag)
                    .register(metrics);
            Gauge.builder("evently.projection.backlog", () -> {
                        Journal.Backlog backlog = backlogs.get(shard);
                        return backlog == null ? Double.NaN : backlog.rows();
                    })
                    .description("Records that the tables do not show, counted up to 10,000")
                    .tag("shard", tag)
                    .register(metrics);
            Gauge.builder(
                            "evently.projection.quarantined",
                            () -> backlogs.get(shard) == null ? Double.NaN : quarantined.get(shard))
                    .description("Events, users and claims whose records the tables do not take")
                    .tag("shard", tag)
                    .register(metrics);
            failures.add(Counter.builder("evently.projection.failures")
                    .description("Steps that failed and are tried again")
                    .tag("shard", tag)
                    .register(metrics));
        }
    }

    void record(int shard, Journal.Backlog backlog, int setAside) {
        quarantined.set(shard, setAside);
        backlogs.set(shard, backlog);
    }

    void failed(int shard) {
        failures.get(shard).increment();
    }

    void forget(int shard) {
        backlogs.set(shard, null);
    }
}
