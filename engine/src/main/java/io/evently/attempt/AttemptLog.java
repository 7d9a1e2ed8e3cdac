package io.evently.attempt;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.evently.database.Shards;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Takes attempts from the threads that answer clients and writes them behind their backs, in batches. Never blocks and
 * never fails: past its bound, or while a database is away, attempts are dropped and counted. A crash loses what waits:
 * those of the last second, or, of a database that is slow or away, up to 36,768. No booking depends on any.
 */
public final class AttemptLog implements AutoCloseable {

    private final List<AttemptWriter> writers = new ArrayList<>();
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    /**
     * Starts a writer for each database.
     *
     * @param cipher used by the writers alone, so no client waits for it
     */
    public AttemptLog(Shards shards, ClientCipher cipher, MeterRegistry metrics) {
        Counter written = Counter.builder("evently.attempts.written")
                .description("Booking attempts in the log")
                .register(metrics);
        Counter dropped = Counter.builder("evently.attempts.dropped")
                .description("Booking attempts that did not get into the log")
                .register(metrics);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            writers.add(new AttemptWriter(shard, shards.writer(shard), cipher, written, dropped));
        }
        Gauge.builder(
                        "evently.attempts.waiting",
                        () -> writers.stream().mapToInt(AttemptWriter::waiting).sum())
                .description("Booking attempts waiting to be written")
                .register(metrics);
    }

    /** Takes an attempt into the log of its event's database. */
    public void record(Attempt attempt) {
        writers.get(Shards.shardOf(attempt.eventId())).offer(ids.generate(), attempt);
    }

    /** Writes what was taken, for at most ten seconds, and ends. What comes later is dropped. */
    @Override
    public void close() {
        writers.forEach(AttemptWriter::finish);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        writers.forEach(writer -> writer.awaitEnd(deadline));
    }
}
