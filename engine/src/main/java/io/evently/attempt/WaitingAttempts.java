package io.evently.attempt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;

/**
 * Attempts on their way from the threads that answer clients to the one that writes them, first come first served. Its
 * lock is held for some 100 ns. Blocks are used again, so in the long run they make no garbage.
 */
final class WaitingAttempts {

    /**
     * At 96 bytes each 3 MB; 3 s of the fastest sale on one event. With the batch in hand that is what a crash can cost at
     * most, while the database is slow or away.
     */
    static final int MOST = 32_768;

    /** Kept for later: what gathers in a second of a fast sale. The rest, of an outage, is garbage. */
    private static final int MOST_FREE = 12;

    private final Queue<AttemptBlock> blocks = new ArrayDeque<>();
    private final ArrayDeque<AttemptBlock> free = new ArrayDeque<>(MOST_FREE);
    private SeenTexts texts = new SeenTexts();
    /** The one being filled, which is in the queue already; null: none. */
    private AttemptBlock last;

    private int size;

    /** @return false: there is no room */
    boolean offer(UUID id, Attempt attempt) {
        AttemptAddress address = AttemptAddress.of(attempt.address());
        synchronized (this) {
            if (size == MOST) {
                return false;
            }
            if (last == null || last.rows() == AttemptBlock.MOST) {
                begin();
            }
            if (!last.add(id, attempt, address)) {
                texts = new SeenTexts();
                begin();
                last.add(id, attempt, address);
            }
            size++;
            return true;
        }
    }

    private void begin() {
        AttemptBlock block = free.isEmpty() ? new AttemptBlock() : free.pop();
        last = block.begin(texts);
        blocks.add(last);
    }

    synchronized int size() {
        return size;
    }

    /** The oldest, whole blocks of them: at most so many attempts, and not fewer than a block. */
    synchronized AttemptBatch take(int most) {
        List<AttemptBlock> taken = new ArrayList<>();
        int rows = 0;
        while (!blocks.isEmpty() && (taken.isEmpty() || rows + blocks.peek().rows() <= most)) {
            AttemptBlock block = blocks.remove();
            rows += block.rows();
            taken.add(block);
        }
        if (blocks.isEmpty()) {
            last = null;
        }
        size -= rows;
        return new AttemptBatch(taken);
    }

    /** Its blocks may be filled again. */
    synchronized void giveBack(AttemptBatch written) {
        for (AttemptBlock block : written.blocks()) {
            if (free.size() < MOST_FREE) {
                free.push(block);
            }
        }
    }
}
