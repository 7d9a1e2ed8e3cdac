package io.evently.loadtest.audit;

import io.evently.loadtest.audit.Tables.EntryRow;
import io.evently.loadtest.audit.Tables.Sums;
import io.evently.loadtest.queue.QueueRecord;
import io.evently.loadtest.sale.EventlyApi;
import io.evently.loadtest.sale.EventlyApi.Availability;
import io.evently.loadtest.sale.EventlyApi.BookingNow;
import io.evently.loadtest.sale.Order;
import io.evently.loadtest.sale.SaleRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Looks at everything a sale left behind, once the tables had time to follow, and applies {@link SaleAudit}. */
public final class Auditor {

    /** How far the tables may lag: projections follow within seconds, a burst on a slow machine takes longer. */
    private static final Duration TABLES_WITHIN = Duration.ofMinutes(5);

    /** Each is one HTTP request; the tables are compared row by row anyway. */
    private static final int MOST_ASKED = 50;

    private final EventlyApi api;
    private final Tables tables;

    public Auditor(EventlyApi api, Tables tables) {
        this.api = api;
        this.tables = tables;
    }

    /** Every promise the sale broke; empty when it kept all. Waits for the tables, but not for ever. */
    public List<Violation> audit(SaleRecord sale, Expectations expected) {
        try {
            awaitTables(sale, expected);
            return SaleAudit.violations(sale, look(sale), expected);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every promise a queue that is over broke; the promises of its sale are audited with it. */
    public List<Violation> audit(QueueRecord queue, Expectations expected) {
        List<Violation> violations = new ArrayList<>(audit(queue.saleWithClaims(), expected));
        try {
            violations.addAll(QueueAudit.violations(queue, look(queue)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return violations;
    }

    /**
     * Waits until the tables show the event as the actor does, and its attempts.
     *
     * @return how long that took; the whole of the bound if they never do
     */
    public Duration awaitTables(SaleRecord sale, Expectations expected) throws SQLException {
        long start = System.nanoTime();
        long end = start + TABLES_WITHIN.toNanos();
        long attempts = expected.everyAttemptLogged()
                ? sale.answers().values().stream().mapToLong(Long::longValue).sum()
                : 0;
        while (System.nanoTime() - end < 0 && !haveCaughtUp(sale.eventId(), attempts)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private boolean haveCaughtUp(UUID eventId, long attempts) throws SQLException {
        Availability actor = api.availability(eventId);
        Sums stored = tables.sums(eventId);
        return stored.available() == actor.available()
                && stored.confirmed() == actor.confirmed()
                && stored.pending() == actor.held()
                && stored.attempts() >= attempts;
    }

    private Seen look(SaleRecord sale) throws SQLException {
        UUID eventId = sale.eventId();
        return new Seen(
                api.availability(eventId),
                api.event(eventId),
                askOwners(sale),
                tables.event(eventId),
                tables.bookings(eventId),
                tables.attempts(eventId),
                tables.strays(eventId));
    }

    /** Entries and bookings are written in one transaction; only a last departure may come after the last booking. */
    private QueueSeen look(QueueRecord queue) throws SQLException {
        UUID eventId = queue.sale().eventId();
        List<UUID> line = api.line(eventId);
        List<EntryRow> entries = tables.entries(eventId);
        long end = System.nanoTime() + TABLES_WITHIN.toNanos();
        while (System.nanoTime() - end < 0 && waiting(entries) != line.size()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            line = api.line(eventId);
            entries = tables.entries(eventId);
        }
        return new QueueSeen(
                api.availability(eventId), line, entries, tables.promotions(eventId), tables.taken(eventId));
    }

    private static long waiting(List<EntryRow> entries) {
        return entries.stream()
                .filter(entry -> entry.status().equals("waiting"))
                .count();
    }

    /** Accepted orders spread evenly over the sale, as their owners read them now. */
    private Map<Order, BookingNow> askOwners(SaleRecord sale) {
        List<Order> accepted = sale.orders().stream()
                .filter(order -> order.fate() == Order.Fate.ACCEPTED)
                .toList();
        Map<Order, BookingNow> asked = new LinkedHashMap<>();
        int step = Math.max(1, accepted.size() / MOST_ASKED);
        for (int i = 0; i < accepted.size(); i += step) {
            asked.put(accepted.get(i), api.booking(accepted.get(i)));
        }
        return asked;
    }
}
