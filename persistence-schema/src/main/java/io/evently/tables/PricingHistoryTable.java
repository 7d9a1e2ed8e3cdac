package io.evently.tables;

import static io.evently.sql.Column.cents;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;

import io.evently.sql.Filters;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The table {@code pricing_history}. */
public final class PricingHistoryTable {

    private static final Table<PriceRow> PRICES = new Table<>(
            "pricing_history",
            PriceRow.class,
            id("id", PriceRow::id),
            id("event_id", PriceRow::eventId),
            cents("old_price", PriceRow::oldPrice),
            cents("new_price", PriceRow::newPrice),
            text("reason", PriceRow::reason),
            id("applied_by", PriceRow::appliedBy),
            micros("applied_at", PriceRow::appliedAt),
            int8("fact_no", PriceRow::factNo));

    private static final String INSERT = PRICES.insert() + "on conflict (id) do nothing";

    private PricingHistoryTable() {}

    /**
     * One change of a price.
     *
     * @param id the same for the same fact, whoever computes it
     * @param oldPrice cents
     * @param newPrice cents
     * @param appliedBy null: the pricing rule
     * @param factNo its place among the facts of its event; the cursor of lists
     */
    public record PriceRow(
            UUID id,
            UUID eventId,
            long oldPrice,
            long newPrice,
            String reason,
            UUID appliedBy,
            long appliedAt,
            long factNo) {}

    /**
     * Changes of an event's price, newest first.
     *
     * @param before only facts before this one; null: from the newest
     */
    public static List<PriceRow> of(Connection connection, UUID eventId, Long before, int limit) throws SQLException {
        return new Filters()
                .add("event_id = ?", eventId)
                .addUnlessNull("fact_no < ?", before)
                .list(connection, PRICES.select(), "order by fact_no desc limit " + limit, PRICES::read);
    }

    /** Adds rows that are not there yet. */
    public static void insert(Connection connection, Collection<PriceRow> rows) throws SQLException {
        PRICES.write(connection, INSERT, rows);
    }
}
