package io.evently.loadtest.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything all clients asked and heard, in the order in which the answers came. Used by any number of threads. Kept in
 * memory, some 1 KB for each operation with a body: 200,000 of them fit beside the clients.
 */
public final class History {

    private final List<Operation> operations = new ArrayList<>();

    /** Records what came of a request. */
    public synchronized void add(Operation operation) {
        operations.add(operation);
    }

    /** What was recorded until now. */
    public synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    /**
     * Writes what was recorded until now, one JSON object a line.
     *
     * @throws IOException if the file cannot be written
     */
    public void writeTo(Path file) throws IOException {
        ObjectWriter lines = new ObjectMapper().writerFor(Operation.class).withRootValueSeparator("\n");
        try (BufferedWriter writer = Files.newBufferedWriter(file);
                SequenceWriter sequence = lines.writeValues(writer)) {
            for (Operation operation : operations()) {
                sequence.write(operation);
            }
        }
    }
}
