package io.evently.attempt;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.evently.database.Shards;
import io.evently.tables.AttemptRow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
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

    /** Starts a writer for each database. */
    public AttemptLog(Shards shards, MeterRegistry metrics) {
        Counter written = Counter.builder("evently.attempts.written")
                .description("Booking attempts in the log")
                .register(metrics);
        Counter dropped = Counter.builder("evently.attempts.dropped")
                .description("Booking attempts that did not get into the log")
                .register(metrics);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            writers.add(new AttemptWriter(shard, shards.writer(shard), written, dropped));
        }
        Gauge.builder(
                        "evently.attempts.waiting",
                        () -> writers.stream().mapToInt(AttemptWriter::waiting).sum())
                .description("Booking attempts waiting to be written")
                .register(metrics);
    }

    /** Takes an attempt into the log of its event's database. */
    public void record(Attempt attempt) {
        writers.get(Shards.shardOf(attempt.eventId()))
                .offer(new AttemptRow(
                        ids.generate(),
                        attempt.eventId(),
                        attempt.userId(),
                        attempt.quantity(),
                        attempt.failureReason(),
                        attempt.bookingId(),
                        attempt.at(),
                        text(attempt.address()),
                        attempt.userAgent()));
    }

    /** Writes what was taken, for at most ten seconds, and ends. What comes later is dropped. */
    @Override
    public void close() {
        writers.forEach(AttemptWriter::finish);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        writers.forEach(writer -> writer.awaitEnd(deadline));
    }

    /** As PostgreSQL reads it: an IPv6 address may name its interface behind a percent sign. */
    private static String text(InetAddress address) {
        if (address == null) {
            return null;
        }
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
