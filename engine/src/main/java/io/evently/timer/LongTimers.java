package io.evently.timer;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Cancellable;
import scala.concurrent.ExecutionContext;

/**
 * Timers that are not due for at least {@link #SHORTEST}. One that is cancelled is freed at once. Those that become due
 * within some 1.5 seconds are handed over to whoever keeps the time exactly.
 *
 * <p>They are in slots by when they are due, a look every half second takes one slot, and after 64 the slots begin again.
 * A slot is a hash set and not a list: a list's nodes lead from each to the next, so that the garbage collector takes all
 * that came after one old node for alive.
 *
 * <p>Thread-safe; only {@link #look} is for one thread at a time.
 */
final class LongTimers {

    /** Nanoseconds. It ends in a slot that is not looked at yet, or few would ever be freed early. */
    static final long SHORTEST = 2_000_000_000;

    /** Nanoseconds between looks, a little less than a slot has. */
    static final long LOOK_EVERY = 500_000_000;

    /** A slot has 2^29 ns, 0.54 s. */
    private static final int SLOT_BITS = 29;

    private static final int SLOTS = 64;

    /** Slots that are taken before they begin: a look may be late. */
    private static final int AHEAD = 2;

    /** Who keeps the time of what is due soon. */
    interface Exact {

        /** @param nanos at least 1 */
        void after(long nanos, Timer timer);
    }

    /** In the place of a timer's work when it is over. */
    private enum Over implements Runnable {
        CANCELLED,
        BEGUN;

        @Override
        public void run() {}
    }

    /** Runs its work once, unless it is cancelled before. */
    final class Timer implements Runnable, Cancellable {
        private final AtomicReference<Runnable> work;
        private final ExecutionContext executor;
        private final long due;

        private Timer(Runnable work, ExecutionContext executor, long due) {
            this.work = new AtomicReference<>(work);
            this.executor = executor;
            this.due = due;
        }

        /** Where its work is to run. */
        ExecutionContext executor() {
            return executor;
        }

        @Override
        public void run() {
            Runnable given = end(Over.BEGUN);
            if (given != null) {
                given.run();
            }
        }

        @Override
        public boolean cancel() {
            boolean isFirst = end(Over.CANCELLED) != null;
            if (isFirst) {
                slot(slotOf(due)).remove(this);
            }
            return isFirst;
        }

        @Override
        public boolean isCancelled() {
            return work.get() == Over.CANCELLED;
        }

        /** The work, for the first who ends it; then null. */
        private Runnable end(Over how) {
            Runnable given = work.get();
            return !(given instanceof Over) && work.compareAndSet(given, how) ? given : null;
        }
    }

    private final List<Set<Timer>> slots = IntStream.range(0, SLOTS)
            .<Set<Timer>>mapToObj(slot -> ConcurrentHashMap.newKeySet())
            .toList();
    private final LongSupplier nanoTime;
    private final Exact exact;
    private final long start;

    /** The last slot that was looked at. */
    private volatile long looked = AHEAD;

    /** @param nanoTime a monotonic clock */
    LongTimers(LongSupplier nanoTime, Exact exact) {
        this.nanoTime = nanoTime;
        this.exact = exact;
        this.start = nanoTime.getAsLong();
    }

    /** @param delay nanoseconds */
    Timer begin(long delay, Runnable work, ExecutionContext executor) {
        var timer = new Timer(work, executor, nanoTime.getAsLong() + delay);
        long number = slotOf(timer.due);
        slot(number).add(timer);
        // Whoever looks says so before: either the timer is seen there, or here that nobody will look again.
        if (number <= looked) {
            handOver(number, timer);
        }
        return timer;
    }

    /** Hands over what is due soon. */
    void look() {
        long last = slotOf(nanoTime.getAsLong()) + AHEAD;
        for (long number = Math.max(looked + 1, last - SLOTS + 1); number <= last; number++) {
            looked = number;
            for (Timer timer : slot(number)) {
                if (slotOf(timer.due) <= last) {
                    handOver(number, timer);
                }
            }
        }
    }

    private void handOver(long number, Timer timer) {
        if (slot(number).remove(timer)) {
            exact.after(Math.max(1, timer.due - nanoTime.getAsLong()), timer);
        }
    }

    /** Timers that are neither cancelled nor handed over. */
    int size() {
        return slots.stream().mapToInt(Set::size).sum();
    }

    private long slotOf(long time) {
        return (time - start) >> SLOT_BITS;
    }

    private Set<Timer> slot(long number) {
        return slots.get((int) (number & (SLOTS - 1)));
    }
}
