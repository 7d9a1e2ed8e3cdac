package io.evently.event.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.IntBinaryOperator;

/**
 * Rows of open holds in the order of their deadlines: 12 bytes each, in blocks of up to 256. Holds come nearly in this
 * order and leave anywhere; a block is found by halves, and then at most 3 kB are moved. Not thread-safe.
 */
final class HoldQueue {

    private static final int BLOCK = 256;
    private static final int SMALLEST = 4;

    private static final class Block {
        private long[] deadlines = new long[SMALLEST];
        private int[] rows = new int[SMALLEST];
        private int size;

        private void insert(int at, long deadline, int row) {
            if (size == rows.length) {
                deadlines = Arrays.copyOf(deadlines, 2 * size);
                rows = Arrays.copyOf(rows, 2 * size);
            }
            System.arraycopy(deadlines, at, deadlines, at + 1, size - at);
            System.arraycopy(rows, at, rows, at + 1, size - at);
            deadlines[at] = deadline;
            rows[at] = row;
            size++;
        }

        private void remove(int at) {
            size--;
            System.arraycopy(deadlines, at + 1, deadlines, at, size - at);
            System.arraycopy(rows, at + 1, rows, at, size - at);
        }

        /** The later half, in a block of its own. */
        private Block split() {
            int kept = size / 2;
            Block later = new Block();
            later.deadlines = Arrays.copyOfRange(deadlines, kept, kept + BLOCK);
            later.rows = Arrays.copyOfRange(rows, kept, kept + BLOCK);
            later.size = size - kept;
            size = kept;
            return later;
        }
    }

    private final IntBinaryOperator order;
    private final List<Block> blocks = new ArrayList<>(1);
    private int size;

    /** @param order which of two rows of the same deadline comes first, as a {@code Comparator} tells it */
    HoldQueue(IntBinaryOperator order) {
        this.order = order;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The row of the hold that runs out first; there must be one. */
    int first() {
        return blocks.get(0).rows[0];
    }

    void add(long deadline, int row) {
        size++;
        if (blocks.isEmpty()) {
            blocks.add(new Block());
        }
        int number = blockOf(deadline, row);
        Block block = blocks.get(number);
        int at = placeIn(block, deadline, row);
        if (block.size == BLOCK) {
            boolean isLast = number == blocks.size() - 1 && at == BLOCK;
            Block later = isLast ? new Block() : block.split();
            blocks.add(number + 1, later);
            boolean isLater = at > block.size || isLast;
            at -= isLater ? block.size : 0;
            block = isLater ? later : block;
        }
        block.insert(at, deadline, row);
    }

    /** @throws IllegalStateException if it is not there */
    void remove(long deadline, int row) {
        int number = blocks.isEmpty() ? 0 : blockOf(deadline, row);
        Block block = blocks.isEmpty() ? null : blocks.get(number);
        int at = block == null ? 0 : placeIn(block, deadline, row);
        if (block == null || at == block.size || block.rows[at] != row || block.deadlines[at] != deadline) {
            throw new IllegalStateException("row %d is no hold until %d".formatted(row, deadline));
        }
        block.remove(at);
        size--;
        if (block.size == 0) {
            blocks.remove(number);
        }
    }

    /** The one that runs out first first. Must not be used after a change. */
    PrimitiveIterator.OfInt iterator() {
        return new PrimitiveIterator.OfInt() {
            private int number;
            private int at;

            @Override
            public boolean hasNext() {
                return number < blocks.size();
            }

            @Override
            public int nextInt() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Block block = blocks.get(number);
                int row = block.rows[at++];
                if (at == block.size) {
                    number++;
                    at = 0;
                }
                return row;
            }
        };
    }

    /** What its blocks take, but for those that are not full. */
    long bytes() {
        return (Long.BYTES + Integer.BYTES) * (long) size;
    }

    /** The last block that does not begin behind this hold; the first, if all do. */
    private int blockOf(long deadline, int row) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (isBefore(deadline, row, blocks.get(middle), 0)) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        return low;
    }

    /** The first place in the block whose hold is not before this one. */
    private int placeIn(Block block, long deadline, int row) {
        int low = 0;
        int high = block.size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBefore(block.deadlines[middle], block.rows[middle], deadline, row)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean isBefore(long deadline, int row, Block block, int at) {
        return isBefore(deadline, row, block.deadlines[at], block.rows[at]);
    }

    private boolean isBefore(long deadline, int row, long otherDeadline, int otherRow) {
        return deadline == otherDeadline
                ? row != otherRow && order.applyAsInt(row, otherRow) < 0
                : deadline < otherDeadline;
    }
}
