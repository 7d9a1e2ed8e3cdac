package io.evently.event.state;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;

/**
 * Numbers of rows, first in, first out: 4 bytes each, in pieces of 1,024 that no growth copies. A {@link #copy} shares all
 * pieces but the last one. Not thread-safe.
 */
final class RowQueue {

    private static final int PIECE = 1_024;
    private static final int SMALLEST = 4;

    private final ArrayDeque<int[]> pieces;
    /** Where the first row is in the first piece, and where the next one goes in the last. */
    private int first;

    private int end;
    private int size;

    RowQueue() {
        pieces = new ArrayDeque<>(1);
    }

    private RowQueue(RowQueue other) {
        pieces = new ArrayDeque<>(other.pieces);
        if (!pieces.isEmpty()) {
            pieces.addLast(pieces.pollLast().clone());
        }
        first = other.first;
        end = other.end;
        size = other.size;
    }

    /** The same rows, as they are now; one may be read while the other changes. */
    RowQueue copy() {
        return new RowQueue(this);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(int row) {
        int[] last = pieces.peekLast();
        if (last == null) {
            last = new int[SMALLEST];
            pieces.addLast(last);
        } else if (end == last.length && last.length < PIECE) {
            last = Arrays.copyOf(pieces.pollLast(), 2 * last.length);
            pieces.addLast(last);
        } else if (end == last.length) {
            last = new int[PIECE];
            pieces.addLast(last);
            end = 0;
        }
        last[end++] = row;
        size++;
    }

    /** The oldest one; there must be one. */
    int peek() {
        return pieces.peekFirst()[first];
    }

    /** Removes the oldest one; there must be one. */
    int poll() {
        int row = peek();
        first++;
        size--;
        if (size == 0) {
            pieces.clear();
            first = 0;
            end = 0;
        } else if (first == pieces.peekFirst().length) {
            pieces.pollFirst();
            first = 0;
        }
        return row;
    }

    /** The oldest one first. */
    PrimitiveIterator.OfInt iterator() {
        return new PrimitiveIterator.OfInt() {
            private final Iterator<int[]> next = pieces.iterator();
            private int[] piece;
            private int at = first;
            private int left = size;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public int nextInt() {
                if (left == 0) {
                    throw new NoSuchElementException();
                }
                if (piece == null || at == piece.length) {
                    at = piece == null ? first : 0;
                    piece = next.next();
                }
                left--;
                return piece[at++];
            }
        };
    }

    /** What its pieces take. */
    long bytes() {
        return size == 0 ? 0 : Integer.BYTES * (pieces.peekLast().length + (pieces.size() - 1L) * PIECE);
    }
}
