package io.evently.deadline;

import io.evently.database.Shards;
import io.evently.event.actor.WakeSchedule;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Keeps wake-up times in the database of each event, so that no deadline hangs on a projection. */
public final class StoredWakeSchedule implements WakeSchedule, AutoCloseable {

    private final List<WakeWriter> writers;

    public StoredWakeSchedule(Shards shards, MeterRegistry metrics) {
        Counter lost = Counter.builder("evently.deadlines.lost")
                .description("Events that stopped without a wake-up time; they are woken by what the tables show")
                .register(metrics);
        writers = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> new WakeWriter(shard, shards.writer(shard), lost))
                .toList();
    }

    @Override
    public CompletableFuture<Void> sleepsUntil(UUID eventId, long deadline) {
        return writers.get(Shards.shardOf(eventId)).write(eventId, deadline);
    }

    /** Writes what was noted, for some seconds at most. */
    @Override
    public void close() {
        writers.forEach(WakeWriter::end);
        writers.forEach(WakeWriter::awaitEnd);
    }
}
