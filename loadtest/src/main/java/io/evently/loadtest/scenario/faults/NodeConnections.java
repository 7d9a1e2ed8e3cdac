package io.evently.loadtest.scenario.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.client.BlockingConnection;
import io.evently.loadtest.client.HttpText;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A line to each node, and the record of all that is asked on them. Used by one thread at a time. */
final class NodeConnections implements AutoCloseable {

    private final List<String> hosts;
    private final List<BlockingConnection> lines;
    private final History history;
    private final Duration patience;

    /**
     * @param nodes where they serve HTTP, by their index
     * @param patience how long an answer is waited for
     */
    NodeConnections(List<InetSocketAddress> nodes, History history, Duration patience) {
        this.hosts = nodes.stream().map(HttpText::host).toList();
        this.lines = nodes.stream().map(BlockingConnection::new).toList();
        this.history = history;
        this.patience = patience;
    }

    int nodes() {
        return lines.size();
    }

    /** Asks that node; empty when nobody took the call, so that nothing was asked. */
    Optional<Answer> ask(Request request, int node) {
        BlockingConnection line = lines.get(node);
        try {
            line.open();
        } catch (IOException e) {
            return Optional.empty();
        }
        byte[] bytes = request.bytes(hosts.get(node));
        History.Sent sent = history.sent();
        Outcome outcome = line.ask(bytes, patience);
        Operation operation = history.heard(request, node, sent, outcome);
        return Optional.of(
                new Answer(operation, outcome instanceof Outcome.Answer answer ? answer.retryAfter() : null));
    }

    /** Reads what may be asked of any node, and again; empty when it was not to be had. */
    private Optional<JsonNode> read(Kind kind, UUID eventId, Buyer by, int node) {
        return ask(Request.of(kind, eventId, by, null), node)
                .map(Answer::operation)
                .filter(Operation::ok)
                .map(Operation::body);
    }

    /** Their own entry in that queue. */
    Optional<JsonNode> place(UUID eventId, Buyer by, int node) {
        return read(Kind.READ_PLACE, eventId, by, node);
    }

    /** What is promised to them, and was; they wait in that queue alone. */
    Optional<JsonNode> promotions(UUID eventId, Buyer by, int node) {
        return read(Kind.READ_PROMOTIONS, eventId, by, node).map(page -> page.path("items"));
    }

    @Override
    public void close() {
        lines.forEach(BlockingConnection::close);
    }
}
