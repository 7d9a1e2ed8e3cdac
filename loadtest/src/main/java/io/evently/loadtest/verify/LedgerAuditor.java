package io.evently.loadtest.verify;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.client.EventlyApi.Availability;
import io.evently.loadtest.sut.Databases;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Looks at everything the bookings of a ledger left behind, and applies {@link LedgerAudit}. */
public final class LedgerAuditor {

    /** How far the tables may lag: what came in half a minute at full speed, on a slow machine. */
    private static final Duration TABLES_WITHIN = Duration.ofMinutes(3);

    /** For one event; a look at many asks four databases, on a connection of its own each, and is as much rarer. */
    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(100);

    /** Each is one HTTP request. */
    private static final int MOST_ASKED = 50;

    private final EventlyApi api;
    private final Tables tables;

    public LedgerAuditor(EventlyApi api, Tables tables) {
        this.api = api;
        this.tables = tables;
    }

    /** Seats of the ledger's events that the tables do not show yet as taken. */
    public long seatsBehind(Ledger ledger) {
        try {
            Map<UUID, Long> available = tables.available(ledger.eventIds());
            return ledger.eventIds().stream()
                    .mapToLong(id -> ledger.seats(id) - (ledger.capacity() - available.getOrDefault(id, 0L)))
                    .sum();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Waits until the tables show every seat and every attempt, looking every 100 ms, or every 400 if there are
     * many.
     *
     * @return how long the seats took; the whole of the bound if they never came, which the audit will find
     */
    public Duration awaitTables(Ledger ledger) {
        long start = System.nanoTime();
        long giveUp = start + TABLES_WITHIN.toNanos();
        long pause = LOOK_EVERY * Math.min(Databases.SHARDS, ledger.eventIds().size());
        while (System.nanoTime() - giveUp < 0 && seatsBehind(ledger) > 0) {
            LockSupport.parkNanos(pause);
        }
        var took = Duration.ofNanos(System.nanoTime() - start);
        try {
            while (System.nanoTime() - giveUp < 0 && tables.attemptsCounted(ledger.eventIds()) < ledger.answered()) {
                LockSupport.parkNanos(pause);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return took;
    }

    /** Every promise broken since the ledger was opened; waits for the tables, but not for ever. */
    public List<Violation> audit(Ledger ledger, Set<String> allowedRefusals) {
        awaitTables(ledger);
        try {
            var stored = new Digests();
            tables.confirmed(ledger.eventIds(), stored::add);
            var seen = new LedgerEvidence(
                    stored, tables.available(ledger.eventIds()), askActors(ledger), tables.attempts(ledger.eventIds()));
            return LedgerAudit.violations(ledger, seen, allowedRefusals);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<UUID, Availability> askActors(Ledger ledger) {
        Map<UUID, Availability> actors = new HashMap<>();
        ledger.eventIds().stream().limit(MOST_ASKED).forEach(id -> actors.put(id, api.availability(id)));
        return actors;
    }
}
