package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The table {@code pricing_history}. */
public final class PricingHistory {

    private static final String SELECT =
            """
            select id, event_id, (old_price * 100)::bigint as old_price, (new_price * 100)::bigint as new_price, reason,
                applied_by, micros_of_timestamp(applied_at) as applied_at, fact_no
            from pricing_history
            """;

    private static final String INSERT =
            """
            insert into pricing_history (id, event_id, old_price, new_price, reason, applied_by, applied_at, fact_no)
            select id, event_id, old_price * 0.01, new_price * 0.01, reason, applied_by,
                timestamp_of_micros(applied_at), fact_no
            from unnest(?, ?, ?, ?, ?, ?, ?, ?)
                as new (id, event_id, old_price, new_price, reason, applied_by, applied_at, fact_no)
            on conflict (id) do nothing
            """;

    private PricingHistory() {}

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
        Conditions conditions = new Conditions().add("event_id = ?", eventId);
        if (before != null) {
            conditions.add("fact_no < ?", before);
        }
        return conditions.list(connection, SELECT, "order by fact_no desc limit " + limit, PricingHistory::row);
    }

    /** Adds rows that are not there yet. */
    public static void insert(Connection connection, Collection<PriceRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            new Columns<>(insert, rows)
                    .ids(PriceRow::id)
                    .ids(PriceRow::eventId)
                    .longs(PriceRow::oldPrice)
                    .longs(PriceRow::newPrice)
                    .texts(PriceRow::reason)
                    .ids(PriceRow::appliedBy)
                    .longs(PriceRow::appliedAt)
                    .longs(PriceRow::factNo);
            insert.executeUpdate();
        }
    }

    private static PriceRow row(ResultSet result) throws SQLException {
        return new PriceRow(
                result.getObject("id", UUID.class),
                result.getObject("event_id", UUID.class),
                result.getLong("old_price"),
                result.getLong("new_price"),
                result.getString("reason"),
                result.getObject("applied_by", UUID.class),
                result.getLong("applied_at"),
                result.getLong("fact_no"));
    }
}
