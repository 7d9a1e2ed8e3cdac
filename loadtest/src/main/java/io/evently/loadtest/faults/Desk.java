package io.evently.loadtest.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.client.Line;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Verdict;
import io.evently.loadtest.sale.Buyer;
import io.evently.loadtest.sale.Json;
import io.evently.loadtest.sale.Refusal;
import io.evently.loadtest.sale.Requests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A line to each node, and the record of all that is asked on them. Used by one thread at a time. */
final class Desk implements AutoCloseable {

    /** What all desks write to, and the count of their operations. */
    record Records(History history, AtomicLong numbers) {

        Records() {
            this(new History(), new AtomicLong());
        }
    }

    private static final int FIRST_SERVER_ERROR = 500;

    private final List<Requests> requests;
    private final List<Line> lines;
    private final Records records;
    private final Duration patience;

    /**
     * @param nodes where they serve HTTP, by their index
     * @param patience how long an answer is waited for
     */
    Desk(List<InetSocketAddress> nodes, Records records, Duration patience) {
        this.requests = nodes.stream().map(Requests::new).toList();
        this.lines = nodes.stream().map(Line::new).toList();
        this.records = records;
        this.patience = patience;
    }

    int nodes() {
        return lines.size();
    }

    /** Asks that node; empty when nobody took the call, so that nothing was asked. */
    Optional<Heard> ask(Question question, int node) {
        Line line = lines.get(node);
        try {
            line.open();
        } catch (IOException e) {
            return Optional.empty();
        }
        byte[] bytes = question.bytes(requests.get(node));
        long number;
        long invoked;
        // Together, so that the numbers are in the order of the times.
        synchronized (records.numbers()) {
            number = records.numbers().incrementAndGet();
            invoked = System.nanoTime();
        }
        Outcome outcome = line.ask(bytes, patience);
        return Optional.of(record(question, node, number, invoked, outcome));
    }

    private Heard record(Question question, int node, long number, long invoked, Outcome outcome) {
        long ended = System.nanoTime();
        Verdict verdict = Verdict.UNKNOWN;
        int status = 0;
        String code = null;
        JsonNode body = null;
        Duration retryAfter = null;
        if (outcome instanceof Outcome.Answer answer) {
            status = answer.status();
            retryAfter = answer.retryAfter();
            if (status / 100 == 2) {
                verdict = Verdict.OK;
                body = answer.body().length == 0 ? null : Json.read(answer.body());
            } else {
                code = codeOf(answer);
                boolean unknown = status >= FIRST_SERVER_ERROR && !code.equals(Refusal.BUSY);
                verdict = unknown ? Verdict.UNKNOWN : Verdict.REFUSED;
            }
        }
        var operation = new Operation(
                number,
                question.kind(),
                question.eventId(),
                question.by() == null ? null : question.by().id(),
                question.subject(),
                question.key(),
                question.quantity(),
                question.hold(),
                node,
                invoked,
                ended,
                verdict,
                status,
                code,
                body);
        records.history().add(operation);
        return new Heard(operation, retryAfter);
    }

    private static String codeOf(Outcome.Answer answer) {
        try {
            return Json.text(Json.read(answer.body()), "code");
        } catch (IllegalStateException e) {
            return "status " + answer.status() + " without a code";
        }
    }

    /** Reads a document that proves nothing, and is not recorded; empty when it was not to be had. */
    Optional<JsonNode> look(String path, Buyer by, int node) {
        Line line = lines.get(node);
        try {
            line.open();
        } catch (IOException e) {
            return Optional.empty();
        }
        Outcome outcome = line.ask(requests.get(node).request("GET", path, by, "", ""), patience);
        return outcome instanceof Outcome.Answer answer && answer.status() == 200
                ? Optional.of(Json.read(answer.body()))
                : Optional.empty();
    }

    /** Their own entry in that queue. */
    Optional<JsonNode> place(UUID eventId, Buyer by, int node) {
        return look("/v1/events/" + eventId + "/waitlist/me", by, node);
    }

    /** What is promised to them, and was. */
    Optional<JsonNode> promotions(Buyer by, int node) {
        return look("/v1/promotions", by, node).map(page -> page.path("items"));
    }

    @Override
    public void close() {
        lines.forEach(Line::close);
    }
}
