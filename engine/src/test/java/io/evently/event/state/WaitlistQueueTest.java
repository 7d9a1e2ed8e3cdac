package io.evently.event.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.event.NotifyPrefs;
import io.evently.event.WaitlistEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** The queue beside a list that is sorted after every change: whatever comes and goes, both must say the same. */
class WaitlistQueueTest {

    private static final Comparator<QueuedEntry> SERVED_FIRST = Comparator.comparingInt(QueuedEntry::priority)
            .reversed()
            .thenComparingLong(QueuedEntry::joinedAt)
            .thenComparingLong(QueuedEntry::joinNo);

    /** One change of the queue; {@code pick} chooses among those who wait. */
    private record Change(int kind, int pick, int quantity, int priority) {}

    @Provide
    Arbitrary<List<Change>> changes() {
        return lives(0, 3, 0, 300);
    }

    /** Three joiners to a leaver: enough to grow to three levels of nodes. */
    @Provide
    Arbitrary<List<Change>> growth() {
        return lives(-8, 3, 6_000, 9_000);
    }

    private static Arbitrary<List<Change>> lives(int leastKind, int mostKind, int least, int most) {
        return Combinators.combine(
                        Arbitraries.integers().between(leastKind, mostKind),
                        Arbitraries.integers().between(0, 1_000_000),
                        Arbitraries.integers().between(1, 10),
                        Arbitraries.integers().between(-3, 3))
                .as(Change::new)
                .list()
                .ofMinSize(least)
                .ofMaxSize(most);
    }

    @Property(tries = 300)
    void saysWhatASortedListSays(@ForAll("changes") List<Change> changes) {
        Pair pair = new Pair();
        for (Change change : changes) {
            pair.change(change);
            pair.mustAgreeOn(change.pick());
        }
        pair.mustAgreeOnEverything();
    }

    @Property(tries = 10, shrinking = ShrinkingMode.OFF)
    void saysSoWithThousandsWaiting(@ForAll("growth") List<Change> changes) {
        Pair pair = new Pair();
        int step = 0;
        for (Change change : changes) {
            pair.change(change);
            if (step++ % 50 == 0) {
                pair.mustAgreeOn(change.pick());
            }
        }
        pair.mustAgreeOnEverything();
        pair.drain(new Random(changes.size()));
    }

    /** The queue of a great sale: everybody joins at the end, the head is served, priorities change now and then. */
    @Test
    void thirtyThousandJoinInTurnAndAreServedFromTheHead() {
        Pair pair = new Pair();
        for (int i = 0; i < 30_000; i++) {
            pair.change(new Change(0, 0, 1 + i % 10, 0));
        }
        pair.mustAgreeOnEverything();
        for (int i = 0; i < 2_000; i++) {
            pair.change(new Change(3, i * 7_919, 1, i % 7 - 3));
        }
        pair.mustAgreeOnEverything();
        for (int i = 0; i < 29_000; i++) {
            pair.change(new Change(2, 0, 0, 0));
        }
        pair.mustAgreeOnEverything();
        pair.drain(new Random(1));
    }

    @Example
    void prioritiesAreInOrderFromTheHighestToTheLowest() {
        WaitlistQueue queue = new WaitlistQueue();
        QueuedEntry low = waiter(1, WaitlistEntry.LOWEST_PRIORITY, 1);
        QueuedEntry high = waiter(2, WaitlistEntry.HIGHEST_PRIORITY, 1);
        QueuedEntry usual = waiter(3, 0, 1);
        List.of(low, high, usual).forEach(queue::add);

        assertThat(queue.page(-1, 10)).containsExactly(high, usual, low);
        assertThat(high.queueKey()).isNotNegative();
    }

    @Example
    void nobodyWaitsTwiceAndNobodyLeavesWhoDoesNotWait() {
        WaitlistQueue queue = new WaitlistQueue();
        QueuedEntry waiter = waiter(1, 0, 1);
        assertThatThrownBy(() -> queue.remove(waiter)).isInstanceOf(IllegalStateException.class);
        queue.add(waiter);
        assertThatThrownBy(() -> queue.add(waiter)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.add(waiter(1, 0, 1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.remove(waiter(2, 0, 1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.move(waiter(2, 0, 1), 5)).isInstanceOf(IllegalStateException.class);
        assertThat(queue.size()).isEqualTo(1);
    }

    @Example
    void aFactTooManyIsRefusedAndNotMisplaced() {
        QueuedEntry last = waiter((1L << 42) - 1, WaitlistEntry.LOWEST_PRIORITY, 1);
        assertThat(last.queueKey()).isPositive();
        assertThatThrownBy(waiter(1L << 42, 0, 1)::queueKey).isInstanceOf(IllegalStateException.class);
    }

    private static QueuedEntry waiter(long joinNo, int priority, int quantity) {
        UUID id = new UUID(1, joinNo);
        return new QueuedEntry(
                new WaitlistEntry(id, id, quantity, priority, joinNo / 3, joinNo, 0, NotifyPrefs.ALL, null));
    }

    /** A queue and the list it must agree with. */
    private static final class Pair {
        private final WaitlistQueue queue = new WaitlistQueue();
        private final List<QueuedEntry> list = new ArrayList<>();
        private long joined;

        private void change(Change change) {
            if (change.kind() <= 0 || list.isEmpty()) {
                join(waiter(++joined, change.priority(), Math.max(1, change.quantity())));
            } else if (change.kind() == 2) {
                queue.remove(list.remove(0));
            } else {
                QueuedEntry some = list.remove(change.pick() % list.size());
                if (change.kind() == 3) {
                    queue.move(some, change.priority());
                    insert(some);
                } else {
                    queue.remove(some);
                }
            }
        }

        private void join(QueuedEntry waiter) {
            queue.add(waiter);
            insert(waiter);
        }

        private void insert(QueuedEntry entry) {
            // Where a stable sort would put it.
            int place = 0;
            int end = list.size();
            while (place < end) {
                int middle = (place + end) / 2;
                if (SERVED_FIRST.compare(list.get(middle), entry) < 0) {
                    place = middle + 1;
                } else {
                    end = middle;
                }
            }
            list.add(place, entry);
        }

        private void mustAgreeOn(int pick) {
            assertThat(queue.size()).isEqualTo(list.size());
            if (list.isEmpty()) {
                assertThat(queue.page(-1, 1)).isEmpty();
                return;
            }
            int place = pick % list.size();
            QueuedEntry some = list.get(place);
            assertThat(queue.positionOf(some.queueKey())).isEqualTo(place + 1);
            int seats = pick % 12;
            for (long key : new long[] {-1, some.queueKey()}) {
                List<QueuedEntry> behind = key < 0 ? list : list.subList(place + 1, list.size());
                assertThat(queue.firstWantingAtMost(seats, key)).isEqualTo(first(behind, seats, true));
                assertThat(queue.firstWantingMoreThan(seats, key)).isEqualTo(first(behind, seats, false));
            }
        }

        private static QueuedEntry first(List<QueuedEntry> among, int seats, boolean atMost) {
            for (QueuedEntry entry : among) {
                if (entry.quantity() <= seats == atMost) {
                    return entry;
                }
            }
            return null;
        }

        private void mustAgreeOnEverything() {
            assertThat(queue.page(-1, Integer.MAX_VALUE)).isEqualTo(list);
            for (int place = 0; place < list.size(); place++) {
                assertThat(queue.positionOf(list.get(place).queueKey())).isEqualTo(place + 1);
            }
        }

        private void drain(Random random) {
            while (!list.isEmpty()) {
                queue.remove(list.remove(random.nextInt(list.size())));
                if (list.size() % 97 == 0) {
                    mustAgreeOn(random.nextInt(1_000_000));
                }
            }
            assertThat(queue.size()).isZero();
        }
    }
}
