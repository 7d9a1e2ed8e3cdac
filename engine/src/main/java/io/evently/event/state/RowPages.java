package io.evently.event.state;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;

/**
 * Rows of so many numbers each, in pages of 1,024 rows: growth copies no page, and there is nothing in them for a garbage
 * collector to follow. A row that is freed is used again. The first page begins small and doubles.
 *
 * <p>A {@link #copy} shares all pages; whoever changes a page first takes one of their own. So a copy of a million rows
 * takes microseconds, and may be read by another thread while the original changes. Not thread-safe otherwise.
 */
final class RowPages {

    /** The number of no row. */
    static final int NONE = -1;

    private static final int PAGE_BITS = 10;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int SMALLEST = 4;
    /** In the last number of a row that is free; no row in use has it there. */
    private static final long FREE = -1;

    private final int width;
    private long[][] pages;
    /** Pages that a copy has, too. */
    private boolean[] shared;
    /** Rows ever used: those before it are in use or free. */
    private int end;

    private int firstFree = NONE;
    private int size;

    /** @param width numbers of a row; the last one of a row in use must not be negative */
    RowPages(int width) {
        this(width, new long[0][], new boolean[0]);
    }

    private RowPages(int width, long[][] pages, boolean[] shared) {
        this.width = width;
        this.pages = pages;
        this.shared = shared;
    }

    /** The same rows, as they are now. */
    RowPages copy() {
        Arrays.fill(shared, true);
        RowPages copy = new RowPages(width, pages.clone(), shared.clone());
        copy.end = end;
        copy.firstFree = firstFree;
        copy.size = size;
        return copy;
    }

    /** Rows in use. */
    int size() {
        return size;
    }

    /** Rows have numbers below it. */
    int end() {
        return end;
    }

    /** Whether the row with this number, below {@link #end}, is in use. */
    boolean isUsed(int row) {
        return get(row, width - 1) != FREE;
    }

    /** The rows in use, by their numbers. Must not be used after a change. */
    PrimitiveIterator.OfInt used() {
        return new PrimitiveIterator.OfInt() {
            private int next = firstUsed(0);

            private int firstUsed(int from) {
                int row = from;
                while (row < end && !isUsed(row)) {
                    row++;
                }
                return row;
            }

            @Override
            public boolean hasNext() {
                return next < end;
            }

            @Override
            public int nextInt() {
                if (next >= end) {
                    throw new NoSuchElementException();
                }
                int row = next;
                next = firstUsed(row + 1);
                return row;
            }
        };
    }

    long get(int row, int field) {
        return pages[row >>> PAGE_BITS][offset(row) + field];
    }

    void set(int row, int field, long value) {
        writable(row)[offset(row) + field] = value;
    }

    /** The number of a row to be filled by its caller at once. */
    int add() {
        size++;
        if (firstFree == NONE) {
            makeRoom();
            return end++;
        }
        int row = firstFree;
        firstFree = (int) get(row, 0);
        return row;
    }

    void free(int row) {
        size--;
        set(row, 0, firstFree);
        set(row, width - 1, FREE);
        firstFree = row;
    }

    /** The page of a row, to be changed; the row begins at its {@link #offset}. */
    long[] writable(int row) {
        int page = row >>> PAGE_BITS;
        if (shared[page]) {
            pages[page] = pages[page].clone();
            shared[page] = false;
        }
        return pages[page];
    }

    /** Where the row begins in its page. */
    int offset(int row) {
        return (row & (PAGE - 1)) * width;
    }

    /** What the pages take. */
    long bytes() {
        return pages.length == 0 ? 0 : 8L * (pages[0].length + (usedPages() - 1L) * PAGE * width);
    }

    private int usedPages() {
        return (end + PAGE - 1) >>> PAGE_BITS;
    }

    private void makeRoom() {
        int page = end >>> PAGE_BITS;
        if (page == pages.length) {
            int length = Math.max(1, 2 * page);
            pages = Arrays.copyOf(pages, length);
            shared = Arrays.copyOf(shared, length);
        }
        if (pages[page] == null) {
            pages[page] = new long[(page == 0 ? SMALLEST : PAGE) * width];
        } else if (offset(end) == pages[page].length) {
            pages[page] = Arrays.copyOf(pages[page], 2 * pages[page].length);
            shared[page] = false;
        }
    }
}
