package io.evently.loadtest.verify;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.client.Json;
import io.evently.loadtest.customers.Crowd;
import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.sut.Tokens;
import io.evently.loadtest.verify.SaleRules.Shown;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at everything that sales which are over left behind, and applies {@link Checker} and {@link SaleRules}. */
public final class Auditor {

    /** How far the tables may lag: projections follow within seconds, a burst on a slow machine takes longer. */
    private static final Duration TABLES_WITHIN = Duration.ofMinutes(5);
    /** Of all bookings so many are read by their owners; the tables are compared row by row anyway. */
    private static final int MOST_ASKED = 50;

    private final InetSocketAddress server;
    private final EventlyApi api;
    private final Tokens tokens;
    private final int databasePort;

    /** Asks that server, and looks into its four databases on that port of 127.0.0.1. */
    public Auditor(InetSocketAddress server, Tokens tokens, int databasePort) {
        this.server = server;
        this.api = new EventlyApi(server, tokens.admin(UUID.randomUUID()));
        this.tokens = tokens;
        this.databasePort = databasePort;
    }

    /** Every promise these sales broke; empty when they kept all. Waits for the tables, but not for ever. */
    public List<Violation> audit(History history, Collection<Sale> sales, Expectations expected) {
        Set<UUID> events = sales.stream().map(Sale::eventId).collect(Collectors.toSet());
        askOwners(history, events);
        try {
            Evidence evidence = EvidenceReader.read(databasePort, events, history.operations(), TABLES_WITHIN);
            Tables tables = new Tables(databasePort);
            if (expected.everyAttemptLogged()) {
                awaitAttempts(tables, events, evidence.operations());
            }
            Map<Sale, Shown> shown = new LinkedHashMap<>();
            for (Sale sale : sales) {
                shown.put(sale, look(tables, sale.eventId()));
            }
            List<Violation> violations = new ArrayList<>(Checker.violations(evidence));
            violations.addAll(SaleRules.violations(evidence, shown, expected));
            if (tables.strayAttempts(events) > 0) {
                violations.add(new Violation(Rules.IN_ITS_DATABASE, "attempts in the wrong one"));
            }
            return violations;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Shown look(Tables tables, UUID eventId) throws SQLException {
        return new Shown(
                api.availability(eventId), api.event(eventId), api.line(eventId), tables.attempts(List.of(eventId)));
    }

    /** Accepted bookings spread evenly over the sale, and every event's seats; what is read is recorded and checked. */
    private void askOwners(History history, Set<UUID> events) {
        List<Operation> accepted = history.operations().stream()
                .filter(each -> each.kind() == Kind.BOOK && each.ok() && events.contains(each.eventId()))
                .toList();
        int step = Math.max(1, accepted.size() / MOST_ASKED);
        List<Task> reads = Stream.concat(
                        Stream.iterate(0, at -> at < accepted.size(), at -> at + step)
                                .map(accepted::get)
                                .map(made -> Request.of(
                                        Kind.READ_BOOKING,
                                        made.eventId(),
                                        Buyer.of(made.userId(), tokens),
                                        Json.uuid(made.body(), "id"))),
                        events.stream().map(Request::availability))
                .map(Task::of)
                .toList();
        new Crowd(server, 1, history).run(reads.iterator());
    }

    private static void awaitAttempts(Tables tables, Set<UUID> events, List<Operation> operations) throws SQLException {
        long answers = operations.stream()
                .filter(each -> each.kind() == Kind.BOOK && each.status() != 0)
                .count();
        long end = System.nanoTime() + TABLES_WITHIN.toNanos();
        while (System.nanoTime() - end < 0 && tables.attemptsCounted(events) < answers) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }
}
