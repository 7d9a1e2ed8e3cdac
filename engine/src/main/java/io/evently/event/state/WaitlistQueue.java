package io.evently.event.state;

import io.evently.event.Details;
import io.evently.event.WaitlistEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everybody who waits, in the order they are served: a counted B+-tree by {@link WaitlistEntry#queueKey}. Joining,
 * leaving, "what is my position" and "who is the first that wants no more than so many seats" take O(log n).
 *
 * <p>Keys, quantities and the counts of subtrees lie in the {@link QueueNode}s as arrays of primitives, 64 a node: with a
 * million entries a path is four nodes long and an operation waits for memory a handful of times, where a binary tree of
 * objects would forty times. The waiters themselves are in one array, and the tree knows their slots: entries move within
 * and between nodes as numbers, which costs the garbage collector nothing. About 20 bytes an entry.
 *
 * <p>Not thread-safe.
 */
public final class WaitlistQueue {

    private static final int ALL_QUANTITIES = -1;

    private static final QueuedEntry[] NOBODY = {};

    /** Null while nobody waits: most events never have a queue. */
    private QueueNode root;

    /** By slot; as long as the queue ever was since it was empty. */
    private QueuedEntry[] waiters = NOBODY;

    private int[] freeSlots = {};
    private int free;

    private int size;

    int size() {
        return size;
    }

    /** @throws IllegalStateException if it waits already */
    void add(QueuedEntry waiter) {
        if (waiter.slot != QueuedEntry.NOWHERE) {
            throw new IllegalStateException("entry %s waits already".formatted(waiter.id()));
        }
        if (free == 0) {
            grow();
        }
        waiter.slot = freeSlots[--free];
        waiters[waiter.slot] = waiter;
        insert(waiter);
        size++;
    }

    /** @throws IllegalStateException if it does not wait */
    void remove(QueuedEntry waiter) {
        mustWait(waiter);
        root.remove(waiter.queueKey());
        shorten();
        size--;
        waiters[waiter.slot] = null;
        freeSlots[free++] = waiter.slot;
        waiter.slot = QueuedEntry.NOWHERE;
        if (size == 0) {
            root = null;
            waiters = NOBODY;
            freeSlots = new int[0];
            free = 0;
        }
    }

    /**
     * Gives somebody who waits another priority.
     *
     * @throws IllegalStateException if it does not wait
     */
    void move(QueuedEntry waiter, int priority) {
        mustWait(waiter);
        root.remove(waiter.queueKey());
        shorten();
        waiter.setPriority(priority);
        insert(waiter);
    }

    /** The place of this key among all who wait, from 1. */
    public int positionOf(long key) {
        return root == null ? 1 : root.before(key) + 1;
    }

    /** The first waiter behind {@code key} that wants at most so many seats, or null; −1: from the head. */
    public QueuedEntry firstWantingAtMost(int seats, long key) {
        return firstBehind(key, ~(ALL_QUANTITIES << (bounded(seats) + 1)));
    }

    /** The first waiter behind {@code key} that wants more than so many seats, or null; −1: from the head. */
    public QueuedEntry firstWantingMoreThan(int seats, long key) {
        return firstBehind(key, ALL_QUANTITIES << (bounded(seats) + 1));
    }

    /** Those who wait behind {@code key}, in order; −1: from the head. */
    List<QueuedEntry> page(long key, int most) {
        List<QueuedEntry> page = new ArrayList<>();
        QueuedEntry next = firstBehind(key, ALL_QUANTITIES);
        while (next != null && page.size() < most) {
            page.add(next);
            next = firstBehind(next.queueKey(), ALL_QUANTITIES);
        }
        return page;
    }

    private static int bounded(int seats) {
        return Math.min(seats, Details.MAX_SEATS_PER_BOOKING);
    }

    private QueuedEntry firstBehind(long key, int quantities) {
        int slot = root == null ? QueuedEntry.NOWHERE : root.firstFrom(key + 1, quantities);
        return slot == QueuedEntry.NOWHERE ? null : waiters[slot];
    }

    private static void mustWait(QueuedEntry waiter) {
        if (waiter.slot == QueuedEntry.NOWHERE) {
            throw new IllegalStateException("entry %s does not wait".formatted(waiter.id()));
        }
    }

    private void insert(QueuedEntry waiter) {
        if (root == null) {
            root = new QueueNode.Leaf();
        }
        QueueNode split = root.add(waiter.queueKey(), waiter.slot, waiter.quantity());
        if (split != null) {
            root = QueueNode.Inner.above(root, split);
        }
    }

    private void shorten() {
        while (root instanceof QueueNode.Inner inner && inner.count == 1) {
            root = inner.onlyChild();
        }
    }

    private void grow() {
        int before = waiters.length;
        int after = Math.max(8, 2 * before);
        waiters = Arrays.copyOf(waiters, after);
        freeSlots = new int[after];
        for (int slot = after - 1; slot >= before; slot--) {
            freeSlots[free++] = slot;
        }
    }
}
