package io.evently.loadtest.rival;

import io.evently.loadtest.verify.Digests;
import io.evently.loadtest.verify.Ledger;
import io.evently.loadtest.verify.LedgerAudit;
import io.evently.loadtest.verify.LedgerEvidence;
import io.evently.loadtest.verify.PromisedBooking;
import io.evently.loadtest.verify.Violation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The tables of the row lock behind HTTP: fresh events for a run, and whether they hold what customers heard. */
public final class RequestTables {

    private final RivalDatabase database;
    private final SaleTables sale;

    /** On a database it may share with other rivals, one run at a time. */
    public RequestTables(RivalDatabase database) {
        this.database = database;
        this.sale = new SaleTables(database);
    }

    /** Puts so many fresh events with {@link #capacity} seats on sale; what an earlier run stored is gone. */
    public List<UUID> putOnSale(int events) {
        try {
            return sale.putOnSale(events);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Seats of each event. */
    public int capacity() {
        return SaleTables.CAPACITY;
    }

    /** Every promise broken since the events were put on sale: the rules for Evently, and those of the keys' table. */
    public List<Violation> audit(Ledger ledger, Set<String> allowedRefusals) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            var seen = new LedgerEvidence(stored(statement), available(statement), Map.of(), attempts(statement));
            List<Violation> violations = new ArrayList<>(LedgerAudit.violations(ledger, seen, allowedRefusals));
            eachBookingMustHaveOneKey(statement, violations);
            return List.copyOf(violations);
        } catch (SQLException e) {
            throw new IllegalStateException("the audit of the row lock behind HTTP failed", e);
        }
    }

    private static Digests stored(Statement statement) throws SQLException {
        var stored = new Digests();
        String sql = "select id, booking_ref, event_id, user_id, quantity from bookings where status = 'confirmed'";
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                stored.add(new PromisedBooking(
                        rows.getObject(1, UUID.class),
                        rows.getString(2),
                        rows.getObject(3, UUID.class),
                        rows.getObject(4, UUID.class),
                        rows.getInt(5)));
            }
        }
        return stored;
    }

    private static Map<UUID, Long> available(Statement statement) throws SQLException {
        Map<UUID, Long> available = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("select id, available_seats from events")) {
            while (rows.next()) {
                available.put(rows.getObject(1, UUID.class), rows.getLong(2));
            }
        }
        return available;
    }

    private static Map<String, Long> attempts(Statement statement) throws SQLException {
        Map<String, Long> attempts = new TreeMap<>();
        String sql = "select coalesce(failure_reason, 'CREATED'), count(*) from booking_attempts group by 1";
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                attempts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return attempts;
    }

    /** A key is one row, by its primary key: so one booking for each is one for a key. */
    private static void eachBookingMustHaveOneKey(Statement statement, List<Violation> violations) throws SQLException {
        String sql =
                """
                select count(*)
                  from (select made.id
                          from bookings made
                          full join idempotency_keys known
                            on known.booking_id = made.id and known.event_id = made.event_id
                               and known.user_id = made.user_id and known.quantity = made.quantity
                         group by made.id
                        having made.id is null or count(known.key) <> 1) wrong
                """;
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            if (rows.getLong(1) > 0) {
                violations.add(new Violation(
                        "each booking must have one key", rows.getLong(1) + " have none, several, or another's"));
            }
        }
    }
}
