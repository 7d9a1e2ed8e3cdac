package io.evently.event.record;

import io.evently.event.Commit;
import io.evently.event.Details;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.WaitlistPolicy;
import io.evently.event.state.Event;
import io.evently.event.state.FrozenEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to bring an event back, without its database: from the bytes of its commits, 75 bookings each, or of a
 * snapshot; and to freeze and write one. {@code mvn -Pjmh -Djmh.args=RecoveryBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
        value = 1,
        jvmArgs = {"-Xms2g", "-Xmx2g"})
public class RecoveryBenchmark {

    private static final long START = 1_767_225_600_123_456L;
    private static final int IN_A_COMMIT = 75;

    @Param({"100000", "1000000"})
    public int bookings;

    private final Random random = new Random(1);
    private final List<byte[]> commits = new ArrayList<>();
    private Event event;
    private byte[] snapshot;

    @Setup
    public void sell() {
        Event sold = new Event();
        long at = START;
        List<Fact> facts = new ArrayList<>();
        Details details = new Details("Concert", null, "Hall", START * 2, 10, 0, 10, WaitlistPolicy.STRICT, 15);
        facts.add(new Fact.EventCreated(id(at), details, 2 * bookings, 4_990, null, id(at)));
        for (int i = 0; i < bookings; i++) {
            facts.add(new Fact.BookingMade(
                    id(at), id(at), 1, 4_990, 0, new KeyHash(random.nextLong(), random.nextLong()), 4_990));
            if (facts.size() >= IN_A_COMMIT || i == bookings - 1) {
                long first = sold.lastFact() + 1;
                for (Fact fact : facts) {
                    sold.apply(fact, at);
                }
                commits.add(EventRecords.write(new Commit(at, first, facts, sold.tally(), sold.queue())));
                facts = new ArrayList<>();
                at += 7_000;
            }
        }
        event = replay();
        snapshot = EventRecords.write(event);
    }

    @Benchmark
    public Event replay() {
        Event replayed = new Event();
        for (byte[] commit : commits) {
            replayed.apply(EventRecords.readCommit(commit));
        }
        return replayed;
    }

    @Benchmark
    public Event readSnapshot() {
        return EventRecords.readEvent(snapshot);
    }

    @Benchmark
    public byte[] writeSnapshot() {
        return EventRecords.write(event);
    }

    @Benchmark
    public FrozenEvent freeze() {
        return event.freeze();
    }

    private UUID id(long at) {
        return new UUID(((at / 1_000) << 16) | 0x7000, random.nextLong());
    }
}
