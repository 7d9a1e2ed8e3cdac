package io.evently.loadtest.verify;

import io.evently.loadtest.sut.Databases;
import io.evently.loadtest.verify.TableRows.BookingRow;
import io.evently.loadtest.verify.TableRows.Lag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What may have become of tables, and of what lies in which database. */
final class PlantedInTables {

    private PlantedInTables() {}

    static List<PlantedError> all() {
        return List.of(
                new PlantedError("tables behind", Rules.TABLES_HAVE_FOLLOWED, PlantedInTables::tablesBehind),
                new PlantedError("row missing", Rules.ROWS_EQUAL_REPLAY, PlantedInTables::rowMissing),
                new PlantedError("row changed", Rules.ROWS_EQUAL_REPLAY, PlantedInTables::rowChanged),
                new PlantedError("reference changed", Rules.ROWS_EQUAL_REPLAY, PlantedInTables::referenceChanged),
                new PlantedError(
                        "row in the wrong database", Rules.IN_ITS_DATABASE, PlantedInTables::rowInWrongDatabase),
                new PlantedError(
                        "journal in the wrong database",
                        Rules.IN_ITS_DATABASE,
                        PlantedInTables::journalInWrongDatabase));
    }

    /** The tables lack the last record. */
    private static Optional<Evidence> tablesBehind(Evidence evidence) {
        TableRows tables = evidence.tables();
        List<Lag> lags = new ArrayList<>(tables.lags());
        lags.add(new Lag(0, 1, 0));
        return Optional.of(evidence.withTables(
                new TableRows(tables.events(), tables.bookings(), tables.entries(), tables.promotions(), lags)));
    }

    /** A booking has no row. */
    private static Optional<Evidence> rowMissing(Evidence evidence) {
        return withFirstBookingRow(evidence, row -> null);
    }

    /** The row of a booking has another status. */
    private static Optional<Evidence> rowChanged(Evidence evidence) {
        return withFirstBookingRow(
                evidence, row -> row.with(row.status().equals("expired") ? "confirmed" : "expired", row.reference()));
    }

    /** The row of a booking has another reference than its customer was told. */
    private static Optional<Evidence> referenceChanged(Evidence evidence) {
        return withFirstBookingRow(evidence, row -> row.with(row.status(), row.reference() + "0"));
    }

    /** The row of a booking lies in another database than its event. */
    private static Optional<Evidence> rowInWrongDatabase(Evidence evidence) {
        return withFirstBookingRow(evidence, row -> row.in((row.database() + 1) % Databases.SHARDS));
    }

    private static Optional<Evidence> withFirstBookingRow(Evidence evidence, UnaryOperator<BookingRow> other) {
        TableRows tables = evidence.tables();
        if (tables.bookings().isEmpty()) {
            return Optional.empty();
        }
        List<BookingRow> rows = new ArrayList<>(tables.bookings());
        BookingRow changed = other.apply(rows.remove(0));
        if (changed != null) {
            rows.add(changed);
        }
        return Optional.of(evidence.withTables(
                new TableRows(tables.events(), rows, tables.entries(), tables.promotions(), tables.lags())));
    }

    /** An event goes on in another database, as if two had been swapped. */
    private static Optional<Evidence> journalInWrongDatabase(Evidence evidence) {
        return Planting.laterCommit(evidence)
                .map(place -> Journals.changeFrom(
                        evidence,
                        place.eventId(),
                        place.commit(),
                        commit -> new JournalCommit(
                                (commit.database() + 1) % Databases.SHARDS,
                                commit.sequence(),
                                commit.at(),
                                commit.firstFact(),
                                commit.facts(),
                                commit.seats(),
                                commit.queue())));
    }
}
