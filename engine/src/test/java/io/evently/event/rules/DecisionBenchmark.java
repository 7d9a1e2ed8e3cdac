package io.evently.event.rules;

import io.evently.event.Commit;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.NotifyPrefs;
import io.evently.event.state.Event;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to decide, and to apply what was decided, on one core: {@code mvn -Pjmh}. Commands come a hundred to a
 * round, as they do under load.
 *
 * <p>Members of the queue are chosen at random, so that with a million of them nothing is in a cache: the worst there is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
public class DecisionBenchmark {

    private static final int ROUND = 100;
    private static final UUID ADMIN = new UUID(0, 1);
    private static final int SEATS = 100_000;

    /** An event that is sold out and for which so many wait. */
    @State(Scope.Thread)
    public static class Queue {

        @Param({"1000", "100000", "1000000"})
        public int waiting;

        private final Random random = new Random(1);
        private Event event;
        private long at = EventFixture.START;

        @Setup
        public void fill() {
            event = EventFixture.eventOf(10).event();
            event.apply(EventFixture.made(EventFixture.book(id(), ADMIN, 10), EventFixture.PRICE, at), at);
            for (int i = 0; i < waiting; i++) {
                event.apply(new Fact.WaitlistJoined(id(), user(i), 1 + i % 10, 0, NotifyPrefs.ALL, null, 0), ++at);
            }
        }

        /** As it would come out of a request: an object of its own. */
        private UUID someUser() {
            return user(random.nextInt(waiting));
        }

        private static UUID user(int number) {
            return new UUID(number * 0x9E37_79B9_7F4A_7C15L, ~number);
        }

        private GroupCommit round() {
            return new GroupCommit(event, ++at, 1_000);
        }

        private UUID id() {
            return new UUID((at << 16) | 0x7000, random.nextLong());
        }
    }

    /** Somebody at random goes and joins again, at the end: two commands. */
    @Benchmark
    @OperationsPerInvocation(ROUND)
    public Commit leaveAndJoin(Queue queue) {
        GroupCommit round = queue.round();
        for (int i = 0; i < ROUND; i++) {
            UUID user = queue.someUser();
            round.decide(new EventCommand.LeaveWaitlist(user, null));
            round.decide(new EventCommand.JoinWaitlist(queue.id(), user, 1 + i % 10, 0, NotifyPrefs.ALL, null));
        }
        return round.commit();
    }

    /** Somebody at random gets a priority at random: anywhere in the queue. */
    @Benchmark
    @OperationsPerInvocation(ROUND)
    public Commit reprioritize(Queue queue) {
        GroupCommit round = queue.round();
        for (int i = 0; i < ROUND; i++) {
            UUID entryId = queue.event.waitlist().entryOf(queue.someUser()).id();
            int priority = queue.random.nextInt(2_000_001) - 1_000_000;
            round.decide(new EventCommand.SetPriority(entryId, priority, "a reason", ADMIN));
        }
        return round.commit();
    }

    /** Somebody at random asks where they stand. */
    @Benchmark
    @OperationsPerInvocation(ROUND)
    public long position(Queue queue) {
        long sum = 0;
        for (int i = 0; i < ROUND; i++) {
            sum += queue.event.positionOf(queue.event.waitlist().entryOf(queue.someUser()));
        }
        return sum;
    }

    /** An event with seats to sell, and a queue of bookings to cancel. */
    @State(Scope.Thread)
    public static class Sale {
        private final Random random = new Random(1);
        private Event event;
        private long at = EventFixture.START;
        private final UUID[] bookings = new UUID[SEATS / 2];
        private final UUID[] users = new UUID[SEATS / 2];
        private int next;

        @Setup
        public void sell() {
            event = EventFixture.eventOf(SEATS).event();
            for (int i = 0; i < bookings.length; i++) {
                users[i] = new UUID(7, i);
                bookings[i] = new UUID((at << 16) | 0x7000, random.nextLong());
                event.apply(EventFixture.made(EventFixture.book(bookings[i], users[i], 1), EventFixture.PRICE, at), at);
            }
        }
    }

    /**
     * One booking is made with a key of its own, the oldest is cancelled: two commands. Time flies, so that ends are
     * forgotten; until that begins, and G1 has learnt what it has to do, half a minute goes by.
     */
    @Benchmark
    @Warmup(iterations = 10, time = 3)
    @OperationsPerInvocation(ROUND)
    public Commit bookAndCancel(Sale sale) {
        sale.at += EventFixture.MINUTE;
        GroupCommit round = new GroupCommit(sale.event, sale.at, 1_000);
        for (int i = 0; i < ROUND; i++) {
            int slot = sale.next;
            sale.next = (slot + 1) % sale.bookings.length;
            round.decide(new EventCommand.CancelBooking(sale.bookings[slot], sale.users[slot], false));
            sale.bookings[slot] = new UUID((sale.at << 16) | 0x7000, sale.random.nextLong());
            round.decide(new EventCommand.Book(
                    sale.bookings[slot],
                    sale.users[slot],
                    1,
                    false,
                    EventFixture.PRICE,
                    new KeyHash(sale.random.nextLong(), sale.random.nextLong())));
        }
        return round.commit();
    }
}
