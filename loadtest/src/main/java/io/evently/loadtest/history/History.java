package io.evently.loadtest.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import io.evently.loadtest.client.Json;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.client.Refusal;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Operation.Verdict;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything all clients asked and heard, in the order in which the answers came. Used by any number of threads. Kept in
 * memory, some 1 KB for each operation with a body: 200,000 of them fit beside the clients.
 */
public final class History {

    private static final int FIRST_SERVER_ERROR = 500;

    private final List<Operation> operations = new ArrayList<>();
    private long sent;

    /**
     * When a request left.
     *
     * @param number of all requests, in order of time
     * @param nanos {@link System#nanoTime()}
     */
    public record Sent(long number, long nanos) {}

    /** A request is about to leave. */
    public synchronized Sent sent() {
        return new Sent(++sent, System.nanoTime());
    }

    /** Records what came of a request that was sent to that node. */
    public Operation heard(Request request, int node, Sent sent, Outcome outcome) {
        Operation operation = operation(request, node, sent, System.nanoTime());
        if (outcome instanceof Outcome.Answer answer) {
            operation = answered(operation, answer);
        }
        synchronized (this) {
            operations.add(operation);
        }
        return operation;
    }

    private static Operation operation(Request request, int node, Sent sent, long ended) {
        return new Operation(
                sent.number(),
                request.kind(),
                request.eventId(),
                request.by() == null ? null : request.by().id(),
                request.subject(),
                request.key(),
                request.quantity(),
                request.hold(),
                node,
                sent.nanos(),
                ended,
                Verdict.UNKNOWN,
                0,
                null,
                null,
                false);
    }

    private static Operation answered(Operation operation, Outcome.Answer answer) {
        int status = answer.status();
        if (status / 100 == 2) {
            JsonNode body = answer.body().length == 0 ? null : Json.read(answer.body());
            return operation.answered(Verdict.OK, status, null, body, answer.replayed());
        }
        String code = Refusal.codeOf(answer);
        boolean unknown = status >= FIRST_SERVER_ERROR && !code.equals(Refusal.BUSY);
        return operation.answered(unknown ? Verdict.UNKNOWN : Verdict.REFUSED, status, code, null, answer.replayed());
    }

    /** What was recorded until now. */
    public synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** Bookings under a key of which it is not known what became of them, the latest request for each. */
    public List<Operation> inDoubt() {
        Map<String, Operation> byKey = new LinkedHashMap<>();
        for (Operation each : operations()) {
            boolean saysNothing = each.verdict() == Verdict.REFUSED && Refusal.BUSY.equals(each.code());
            if (each.kind() == Kind.BOOK && each.key() != null && !saysNothing) {
                byKey.merge(each.key(), each, (before, now) -> before.ok() ? before : now);
            }
        }
        return byKey.values().stream().filter(Operation::unknown).toList();
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
