package io.evently.loadtest.verify;

import io.evently.loadtest.verify.TableRows.BookingRow;
import io.evently.loadtest.verify.TableRows.EntryRow;
import io.evently.loadtest.verify.TableRows.EventRow;
import io.evently.loadtest.verify.TableRows.Lag;
import io.evently.loadtest.verify.TableRows.PromotionRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Holds the tables against what the replayed journals say they must hold. */
final class TableRules {

    private final Findings findings;
    private final Map<UUID, EventRow> events = new HashMap<>();
    private final Map<UUID, BookingRow> bookings = new HashMap<>();
    private final Map<UUID, EntryRow> entries = new HashMap<>();
    private final Map<UUID, PromotionRow> promotions = new HashMap<>();

    TableRules(Findings findings) {
        this.findings = findings;
    }

    /** The end of another journal. */
    void expect(EventModel event) {
        ReplayedRows rows = ReplayedRows.of(event);
        rows.events().forEach(row -> events.put(row.id(), row));
        rows.bookings().forEach(row -> bookings.put(row.id(), row));
        rows.entries().forEach(row -> entries.put(row.id(), row));
        rows.promotions().forEach(row -> promotions.put(row.id(), row));
    }

    void check(TableRows tables) {
        for (Lag lag : tables.lags()) {
            if (lag.records() != 0 || lag.endings() != 0) {
                findings.broken(Rules.TABLES_HAVE_FOLLOWED, lag.toString());
            }
        }
        compare(events, tables.events(), EventRow::id);
        compare(bookings, tables.bookings(), BookingRow::id);
        compare(entries, tables.entries(), EntryRow::id);
        compare(promotions, tables.promotions(), PromotionRow::id);
        tables.events().forEach(row -> mustLieIn(row.id(), row.database(), row));
        tables.bookings().forEach(row -> mustLieIn(row.eventId(), row.database(), row));
        tables.entries().forEach(row -> mustLieIn(row.eventId(), row.database(), row));
        tables.promotions().forEach(row -> mustLieIn(row.eventId(), row.database(), row));
    }

    private <R> void compare(Map<UUID, R> wanted, List<R> stored, Function<R, UUID> id) {
        Map<UUID, R> missing = new HashMap<>(wanted);
        for (R row : stored) {
            R same = missing.remove(id.apply(row));
            if (!row.equals(same)) {
                findings.broken(Rules.ROWS_EQUAL_REPLAY, "stored is " + row + " and replayed is " + same);
            }
        }
        missing.values().forEach(row -> findings.broken(Rules.ROWS_EQUAL_REPLAY, "not stored is " + row));
    }

    private void mustLieIn(UUID eventId, int database, Object row) {
        if (database != Tables.shardOf(eventId)) {
            findings.broken(Rules.IN_ITS_DATABASE, row + " belongs into " + Tables.shardOf(eventId));
        }
    }
}
