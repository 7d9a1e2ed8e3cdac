package io.evently.audit;

import io.evently.database.Shards;
import io.evently.tables.AuditChanges;
import io.evently.tables.AuditRow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Takes entries of the audit from the threads that answer clients and writes them behind their backs, in batches. Never
 * blocks and never fails. Past its bound entries are lost: they are counted, the log says so, and so does a row {@code
 * audit.lost} in the chain itself. A crash loses what waits: those of the last half second, or, of a database that is away,
 * up to 8,192. Thread-safe.
 */
public final class AuditTrail implements AutoCloseable {

    private final List<AuditWriter> writers = new ArrayList<>();

    /**
     * Starts a writer for each database.
     *
     * @param clock microseconds since 1970
     */
    public AuditTrail(Shards shards, LongSupplier clock, MeterRegistry metrics) {
        Counter written = Counter.builder("evently.audit.written")
                .description("Entries of requests in the audit")
                .register(metrics);
        Counter lost = Counter.builder("evently.audit.lost")
                .description("Entries of requests that did not get into the audit")
                .register(metrics);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            writers.add(new AuditWriter(shard, shards.writer(shard), clock, written, lost));
        }
        Gauge.builder(
                        "evently.audit.waiting",
                        () -> writers.stream().mapToInt(AuditWriter::waiting).sum())
                .description("Entries of requests waiting for the audit")
                .register(metrics);
    }

    /** Takes an entry into the database of its actor, else of its entity, else into database 0. */
    public void record(AuditEntry entry) {
        UUID id = entry.actor() == null ? entry.entityId() : entry.actor();
        writers.get(id == null ? 0 : Shards.shardOf(id))
                .offer(AuditRow.of(
                        entry.at(),
                        entry.actor(),
                        entry.role(),
                        entry.requestId(),
                        entry.action(),
                        entry.entity(),
                        entry.entityId(),
                        null,
                        AuditChanges.of(entry.details())));
    }

    /** Writes what was taken, for at most ten seconds, and ends. What comes later is lost, and counted. */
    @Override
    public void close() {
        writers.forEach(AuditWriter::finish);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        writers.forEach(writer -> writer.awaitEnd(deadline));
    }
}
