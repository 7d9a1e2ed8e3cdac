package io.evently.attempt;

import io.evently.tables.AttemptRow;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Attempts that are written together, in the order in which they came. */
record AttemptBatch(List<AttemptBlock> blocks) {

    static final AttemptBatch EMPTY = new AttemptBatch(List.of());

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    int size() {
        return blocks.stream().mapToInt(AttemptBlock::rows).sum();
    }

    /** Made one after the other, as somebody asks for them. */
    Iterable<AttemptRow> rows(ClientCipher cipher) {
        return () -> blocks.stream()
                .flatMap(block ->
                        IntStream.range(0, block.rows()).mapToObj(row -> block.row(row, cipher)))
                .iterator();
    }

    UUID firstId() {
        return blocks.get(0).id(0);
    }

    long firstAt() {
        return blocks.get(0).at(0);
    }
}
