package io.evently.event.record;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Commit;
import io.evently.event.Details;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.QueueCounts;
import io.evently.event.SeatCounts;
import io.evently.event.WaitlistPolicy;
import io.evently.event.state.Event;
import io.evently.event.state.EventSummary;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to write and to read the records of a sale, on one core: {@code mvn -Pjmh -Djmh.args=RecordsBenchmark}.
 * A commit of one booking and of a hundred, a snapshot of 10,000.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
public class RecordsBenchmark {

    private static final long AT = 1_767_225_600_123_456L;
    private static final long PRICE = 4_990;
    private static final int REMEMBERED = 10_000;

    private final Random random = new Random(1);
    private final Commit one = commit(1);
    private final Commit hundred = commit(100);
    private final Event event = event();
    private final byte[] oneWritten = EventRecords.write(one);
    private final byte[] hundredWritten = EventRecords.write(hundred);
    private final byte[] eventWritten = EventRecords.write(event);

    @Benchmark
    public byte[] writeOne() {
        return EventRecords.write(one);
    }

    @Benchmark
    public Commit readOne() {
        return EventRecords.readCommit(oneWritten);
    }

    @Benchmark
    public byte[] writeHundred() {
        return EventRecords.write(hundred);
    }

    @Benchmark
    public Commit readHundred() {
        return EventRecords.readCommit(hundredWritten);
    }

    @Benchmark
    public byte[] writeSnapshot() {
        return EventRecords.write(event);
    }

    @Benchmark
    public Event readSnapshot() {
        return EventRecords.readEvent(eventWritten);
    }

    private Commit commit(int bookings) {
        List<Fact> facts = Stream.generate(this::made).limit(bookings).toList();
        return new Commit(AT, 41_234, facts, new SeatCounts(100_000, 41_233, 0, 0, 41_233 * PRICE), QueueCounts.NONE);
    }

    private Fact made() {
        return new Fact.BookingMade(id(), id(), 1 + random.nextInt(4), PRICE, 0, key(), PRICE);
    }

    private Event event() {
        Details details = new Details("Concert", null, "Hall", AT, 10, 0, 10, WaitlistPolicy.STRICT, 15);
        EventSummary head = new EventSummary(
                id(),
                details,
                100_000,
                PRICE,
                PRICE,
                null,
                0,
                EventStatus.ACTIVE,
                1,
                false,
                true,
                id(),
                AT,
                AT,
                0,
                9,
                AT);
        List<Booking> bookings =
                Stream.generate(this::booking).limit(REMEMBERED).toList();
        return new Event(head, bookings, List.of(), List.of(), QueueCounts.NONE, List.of());
    }

    private Booking booking() {
        return new Booking(id(), id(), 1, PRICE, BookingStatus.CONFIRMED, AT, 0, AT, key(), PRICE);
    }

    private UUID id() {
        return new UUID(((AT / 1_000) << 16) | 0x7000, random.nextLong());
    }

    /** Half of all clients send one. */
    private KeyHash key() {
        return random.nextBoolean() ? new KeyHash(random.nextLong(), random.nextLong()) : null;
    }
}
