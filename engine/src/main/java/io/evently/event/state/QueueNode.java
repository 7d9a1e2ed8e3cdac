package io.evently.event.state;

import java.util.Arrays;

/**
 * A node of {@link WaitlistQueue}'s tree. Keys, quantities and counts are arrays of primitives; a waiter is known by its
 * slot, so that entries move within and between nodes without a reference stored. Wanted quantities are sets of bits: bit
 * q stands for q seats.
 *
 * <p>Not thread-safe.
 */
abstract sealed class QueueNode {

    /** 64 keys are 8 cache lines, which the processor fetches ahead; wider nodes only move more on each insertion. */
    private static final int WIDTH = 64;
    /** Neighbours that fit into one node with room to spare become one. */
    private static final int MERGED = WIDTH * 3 / 4;

    final long[] keys = new long[WIDTH];
    int count;

    abstract int size();

    abstract int quantities();

    /** Adds a waiter; returns the new right neighbour if this node had to be split. */
    abstract QueueNode add(long key, int slot, int quantity);

    abstract void remove(long key);

    /** How many entries are before {@code key}. */
    abstract int before(long key);

    /** The slot of the first waiter at or behind {@code key} that wants one of {@code quantities}, or NOWHERE. */
    abstract int firstFrom(long key, int quantities);

    /** Moves everything of {@code right}, the next node, into this one. */
    abstract void merge(QueueNode right);

    /**
     * The place of the first key that is not smaller. Counted from end to end: the processor fetches what comes next
     * ahead, while a binary search waits for memory at each of its first steps.
     */
    final int placeOf(long key) {
        return smallerThan(key, keys, count);
    }

    static int smallerThan(long key, long[] among, int count) {
        long smaller = 0;
        for (int place = 0; place < count; place++) {
            // The sign of the difference: keys are never negative, and there is no branch to guess wrong.
            smaller += (among[place] - key) >>> 63;
        }
        return (int) smaller;
    }

    /** Makes room at {@code place} in an array of this node. */
    final void open(Object array, int place) {
        System.arraycopy(array, place, array, place + 1, count - place);
    }

    final void close(Object array, int place) {
        System.arraycopy(array, place + 1, array, place, count - place - 1);
    }

    /** Where a full node is cut when something comes in at {@code place}: at the end if it grows at the end. */
    final int cutFor(int place) {
        return place == count ? count : count / 2;
    }

    static final class Leaf extends QueueNode {
        private final int[] slots = new int[WIDTH];
        private final byte[] wanted = new byte[WIDTH];
        private int quantities;

        @Override
        int size() {
            return count;
        }

        @Override
        int quantities() {
            return quantities;
        }

        @Override
        QueueNode add(long key, int slot, int quantity) {
            int place = placeOf(key);
            if (place < count && keys[place] == key) {
                throw new IllegalStateException("somebody waits already at " + key);
            }
            if (count < WIDTH) {
                insert(place, key, slot, quantity);
                return null;
            }
            int cut = cutFor(place);
            Leaf right = new Leaf();
            move(cut, this, right);
            if (place <= cut && cut < WIDTH) {
                insert(place, key, slot, quantity);
            } else {
                right.insert(place - cut, key, slot, quantity);
            }
            return right;
        }

        private void insert(int place, long key, int slot, int quantity) {
            open(keys, place);
            open(slots, place);
            open(wanted, place);
            keys[place] = key;
            slots[place] = slot;
            wanted[place] = (byte) quantity;
            quantities |= 1 << quantity;
            count++;
        }

        @Override
        void remove(long key) {
            int place = placeOf(key);
            if (place == count || keys[place] != key) {
                throw new IllegalStateException("nobody waits at " + key);
            }
            close(keys, place);
            close(slots, place);
            close(wanted, place);
            count--;
            countQuantities();
        }

        @Override
        int before(long key) {
            return placeOf(key);
        }

        @Override
        int firstFrom(long key, int wantedQuantities) {
            for (int place = placeOf(key); place < count; place++) {
                if (((wantedQuantities >>> wanted[place]) & 1) != 0) {
                    return slots[place];
                }
            }
            return QueuedEntry.NOWHERE;
        }

        @Override
        void merge(QueueNode right) {
            move(0, (Leaf) right, this);
        }

        /** Moves what {@code from} has from {@code cut} on to the end of {@code to}. */
        private static void move(int cut, Leaf from, Leaf to) {
            int moved = from.count - cut;
            System.arraycopy(from.keys, cut, to.keys, to.count, moved);
            System.arraycopy(from.slots, cut, to.slots, to.count, moved);
            System.arraycopy(from.wanted, cut, to.wanted, to.count, moved);
            from.count = cut;
            to.count += moved;
            from.countQuantities();
            to.countQuantities();
        }

        private void countQuantities() {
            int found = 0;
            for (int place = 0; place < count; place++) {
                found |= 1 << wanted[place];
            }
            quantities = found;
        }
    }

    static final class Inner extends QueueNode {
        // keys[i]: not larger than any key below child i, larger than all below the child before.
        private final QueueNode[] children = new QueueNode[WIDTH];
        /** The keys of each child, if the children are leaves: a leaf's position is counted without a look at the leaf. */
        private final long[][] keysOfLeaves;

        private final int[] sizes = new int[WIDTH];
        private final int[] wanted = new int[WIDTH];

        /** A node above two that were one. */
        static Inner above(QueueNode left, QueueNode right) {
            Inner above = new Inner(left instanceof Leaf);
            above.insert(0, left);
            above.insert(1, right);
            return above;
        }

        private Inner(boolean ofLeaves) {
            keysOfLeaves = ofLeaves ? new long[WIDTH][] : null;
        }

        @Override
        int size() {
            int sum = 0;
            for (int child = 0; child < count; child++) {
                sum += sizes[child];
            }
            return sum;
        }

        @Override
        int quantities() {
            int found = 0;
            for (int child = 0; child < count; child++) {
                found |= wanted[child];
            }
            return found;
        }

        @Override
        QueueNode add(long key, int slot, int quantity) {
            int child = childOf(key);
            keys[child] = Math.min(keys[child], key);
            QueueNode split = children[child].add(key, slot, quantity);
            if (split == null) {
                sizes[child]++;
                wanted[child] |= 1 << quantity;
                return null;
            }
            look(child);
            int place = child + 1;
            if (count < WIDTH) {
                insert(place, split);
                return null;
            }
            int cut = cutFor(place);
            Inner right = new Inner(keysOfLeaves != null);
            move(cut, this, right);
            if (place <= cut && cut < WIDTH) {
                insert(place, split);
            } else {
                right.insert(place - cut, split);
            }
            return right;
        }

        private void insert(int place, QueueNode child) {
            open(keys, place);
            open(children, place);
            open(sizes, place);
            open(wanted, place);
            if (keysOfLeaves != null) {
                open(keysOfLeaves, place);
                keysOfLeaves[place] = child.keys;
            }
            count++;
            keys[place] = child.keys[0];
            children[place] = child;
            look(place);
        }

        @Override
        void remove(long key) {
            int child = childOf(key);
            children[child].remove(key);
            sizes[child]--;
            wanted[child] = children[child].quantities();
            if (children[child].count == 0) {
                drop(child);
            } else if (child + 1 < count && children[child].count + children[child + 1].count <= MERGED) {
                mergeWithNext(child);
            } else if (child > 0 && children[child - 1].count + children[child].count <= MERGED) {
                mergeWithNext(child - 1);
            }
        }

        QueueNode onlyChild() {
            return children[0];
        }

        private void mergeWithNext(int child) {
            children[child].merge(children[child + 1]);
            look(child);
            drop(child + 1);
        }

        private void drop(int child) {
            close(keys, child);
            close(children, child);
            close(sizes, child);
            close(wanted, child);
            if (keysOfLeaves != null) {
                close(keysOfLeaves, child);
                keysOfLeaves[count - 1] = null;
            }
            children[--count] = null;
        }

        @Override
        int before(long key) {
            int child = childOf(key);
            int before = keysOfLeaves == null
                    ? children[child].before(key)
                    : smallerThan(key, keysOfLeaves[child], sizes[child]);
            for (int i = 0; i < child; i++) {
                before += sizes[i];
            }
            return before;
        }

        @Override
        int firstFrom(long key, int wantedQuantities) {
            for (int child = childOf(key); child < count; child++) {
                if ((wanted[child] & wantedQuantities) != 0) {
                    int found = children[child].firstFrom(key, wantedQuantities);
                    if (found != QueuedEntry.NOWHERE) {
                        return found;
                    }
                }
            }
            return QueuedEntry.NOWHERE;
        }

        @Override
        void merge(QueueNode right) {
            move(0, (Inner) right, this);
        }

        private static void move(int cut, Inner from, Inner to) {
            int moved = from.count - cut;
            System.arraycopy(from.keys, cut, to.keys, to.count, moved);
            System.arraycopy(from.children, cut, to.children, to.count, moved);
            System.arraycopy(from.sizes, cut, to.sizes, to.count, moved);
            System.arraycopy(from.wanted, cut, to.wanted, to.count, moved);
            if (from.keysOfLeaves != null) {
                System.arraycopy(from.keysOfLeaves, cut, to.keysOfLeaves, to.count, moved);
                Arrays.fill(from.keysOfLeaves, cut, from.count, null);
            }
            Arrays.fill(from.children, cut, from.count, null);
            from.count = cut;
            to.count += moved;
        }

        private void look(int child) {
            sizes[child] = children[child].size();
            wanted[child] = children[child].quantities();
        }

        private int childOf(long key) {
            int found = Arrays.binarySearch(keys, 0, count, key);
            return found >= 0 ? found : Math.max(0, -found - 2);
        }
    }
}
