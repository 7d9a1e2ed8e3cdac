package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code waitlist_promotions}. */
public final class WaitlistPromotions {

    /** The order of lists, for rows as of one moment: what can still be claimed, then the rest, each newest first. */
    public static final Comparator<PromotionRow> OPEN_FIRST = Comparator.comparing(PromotionRow::isOpen)
            .thenComparingLong(PromotionRow::promotedAt)
            .thenComparing(PromotionRow::id, Ids.ORDER)
            .reversed();

    private static final String COLUMNS =
            """
            id, waitlist_id, promotion_no, event_id, user_id, quantity, (unit_price * 100)::bigint as unit_price,
            micros_of_timestamp(promoted_at) as promoted_micros, micros_of_timestamp(expires_at) as expires_micros,
            window_minutes, status, booking_id, promotion_reason, end_reason, fact_no
            """;

    private static final String SELECT = "select " + COLUMNS + " from waitlist_promotions";

    /** Entries have one promotion each, so the entry's id finds it as well as its own. */
    private static final String BY_IDS = SELECT + " where id = any (?) or waitlist_id = any (?)";

    /** Both parts in one statement: a promotion that ends meanwhile is in one of them. */
    private static final String OF_USER =
            """
            (select true as open, %1$s from waitlist_promotions
             where ? and user_id = ? and status = 'pending' and expires_at > timestamp_of_micros(?)
                and (promoted_at, id) < (timestamp_of_micros(?), ?)
             order by promoted_at desc, id desc limit ?)
            union all
            (select false, %1$s from waitlist_promotions
             where user_id = ? and not (status = 'pending' and expires_at > timestamp_of_micros(?))
                and (promoted_at, id) < (timestamp_of_micros(?), ?)
             order by promoted_at desc, id desc limit ?)
            order by open desc, promoted_micros desc, id desc limit ?
            """
                    .formatted(COLUMNS);

    private static final String UPSERT =
            """
            insert into waitlist_promotions (id, waitlist_id, promotion_no, event_id, user_id, quantity, unit_price,
                promoted_at, expires_at, window_minutes, status, booking_id, promotion_reason, end_reason, fact_no,
                created_at)
            select id, entry_id, number, event_id, user_id, quantity, unit_price * 0.01,
                timestamp_of_micros(promoted_at), timestamp_of_micros(expires_at), window_minutes,
                status::promotion_status, booking_id, reason, end_reason, fact_no, timestamp_of_micros(promoted_at)
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                as new (id, entry_id, number, event_id, user_id, quantity, unit_price, promoted_at, expires_at,
                    window_minutes, status, booking_id, reason, end_reason, fact_no)
            on conflict (id) do update set status = excluded.status, booking_id = excluded.booking_id,
                end_reason = excluded.end_reason, fact_no = excluded.fact_no
            where waitlist_promotions.fact_no < excluded.fact_no
            """;

    private WaitlistPromotions() {}

    /**
     * Where a list goes on: behind this promotion.
     *
     * @param open whether it could still be claimed when it was listed
     */
    public record Cursor(boolean open, long promotedAt, UUID id) {

        /** Before all of them. */
        private static final Cursor NEWEST = new Cursor(true, Long.MAX_VALUE, new UUID(-1, -1));

        /** @param row as of the moment the list was asked for */
        public static Cursor after(PromotionRow row) {
            return new Cursor(row.isOpen(), row.promotedAt(), row.id());
        }
    }

    /** Those of these ids, and those of these entries. */
    public static List<PromotionRow> byIds(Connection connection, Collection<UUID> ids, Collection<UUID> entryIds)
            throws SQLException {
        if (ids.isEmpty() && entryIds.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement select = connection.prepareStatement(BY_IDS)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            select.setArray(2, connection.createArrayOf("uuid", entryIds.toArray()));
            return read(select);
        }
    }

    /** The promotion with this id, if it is of this event. */
    public static Optional<PromotionRow> ofEvent(Connection connection, UUID eventId, UUID id) throws SQLException {
        return new Conditions()
                        .add("id = ? and event_id = ?", id, eventId)
                        .list(connection, SELECT, "", WaitlistPromotions::row)
                        .stream()
                        .findFirst();
    }

    /**
     * A user's promotions as of {@code now}, in the order of {@link #OPEN_FIRST}.
     *
     * @param now microseconds
     * @param after null: from the first
     * @param limit at most so many rows
     */
    public static List<PromotionRow> ofUser(Connection connection, UUID userId, long now, Cursor after, int limit)
            throws SQLException {
        Cursor from = after == null ? Cursor.NEWEST : after;
        Cursor ofTheRest = from.open() ? Cursor.NEWEST : from;
        try (PreparedStatement select = connection.prepareStatement(OF_USER)) {
            select.setBoolean(1, from.open());
            select.setObject(2, userId);
            select.setLong(3, now);
            select.setLong(4, from.promotedAt());
            select.setObject(5, from.id());
            select.setInt(6, limit);
            select.setObject(7, userId);
            select.setLong(8, now);
            select.setLong(9, ofTheRest.promotedAt());
            select.setObject(10, ofTheRest.id());
            select.setInt(11, limit);
            select.setInt(12, limit);
            return read(select).stream().map(row -> row.asOf(now)).toList();
        }
    }

    /** Writes rows whose fact is newer than the one in the table. No id twice. */
    public static void upsert(Connection connection, Collection<PromotionRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            new Columns<>(upsert, rows)
                    .ids(PromotionRow::id)
                    .ids(PromotionRow::entryId)
                    .ints(PromotionRow::number)
                    .ids(PromotionRow::eventId)
                    .ids(PromotionRow::userId)
                    .ints(PromotionRow::quantity)
                    .longs(PromotionRow::unitPrice)
                    .longs(PromotionRow::promotedAt)
                    .longs(PromotionRow::expiresAt)
                    .ints(PromotionRow::windowMinutes)
                    .texts(PromotionRow::status)
                    .ids(PromotionRow::bookingId)
                    .texts(PromotionRow::reason)
                    .texts(PromotionRow::endReason)
                    .longs(PromotionRow::factNo);
            upsert.executeUpdate();
        }
    }

    private static List<PromotionRow> read(PreparedStatement select) throws SQLException {
        try (ResultSet result = select.executeQuery()) {
            List<PromotionRow> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(result));
            }
            return rows;
        }
    }

    private static PromotionRow row(ResultSet result) throws SQLException {
        return new PromotionRow(
                result.getObject("id", UUID.class),
                result.getObject("waitlist_id", UUID.class),
                result.getInt("promotion_no"),
                result.getObject("event_id", UUID.class),
                result.getObject("user_id", UUID.class),
                result.getInt("quantity"),
                result.getLong("unit_price"),
                result.getLong("promoted_micros"),
                result.getLong("expires_micros"),
                result.getInt("window_minutes"),
                result.getString("status"),
                result.getObject("booking_id", UUID.class),
                result.getString("promotion_reason"),
                result.getString("end_reason"),
                result.getLong("fact_no"));
    }
}
