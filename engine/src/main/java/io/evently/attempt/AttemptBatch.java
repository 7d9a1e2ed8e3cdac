package io.evently.attempt;

import io.evently.tables.AttemptRow;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;

/** Attempts that are written together, in the order in which they came. No block is empty. */
record AttemptBatch(List<AttemptBlock> blocks) {

    static final AttemptBatch EMPTY = new AttemptBatch(List.of());

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    int size() {
        return blocks.stream().mapToInt(AttemptBlock::rows).sum();
    }

    /** Made one by one, as somebody goes through them: none of them lives longer than it takes to send it. */
    Iterable<AttemptRow> rows(ClientCipher cipher) {
        return () -> new Iterator<>() {
            private int block;
            private int row;

            @Override
            public boolean hasNext() {
                return block < blocks.size();
            }

            @Override
            public AttemptRow next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                AttemptBlock from = blocks.get(block);
                AttemptRow next = from.row(row++, cipher);
                if (row == from.rows()) {
                    block++;
                    row = 0;
                }
                return next;
            }
        };
    }

    UUID firstId() {
        return blocks.get(0).id(0);
    }

    long firstAt() {
        return blocks.get(0).at(0);
    }
}
