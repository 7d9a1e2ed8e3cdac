package io.evently.tables;

import static io.evently.sql.Column.cents;
import static io.evently.sql.Column.computedOnce;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int4;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;

import io.evently.sql.IdOrder;
import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code waitlist_promotions}. */
public final class WaitlistPromotionsTable {

    /** The order of lists, for rows as of one moment: what can still be claimed, then the rest, each newest first. */
    public static final Comparator<PromotionRow> OPEN_FIRST = Comparator.comparing(PromotionRow::isOpen)
            .thenComparingLong(PromotionRow::promotedAt)
            .thenComparing(PromotionRow::id, IdOrder.ORDER)
            .reversed();

    private static final Table<PromotionRow> PROMOTIONS = new Table<>(
            "waitlist_promotions",
            PromotionRow.class,
            id("id", PromotionRow::id),
            id("waitlist_id", PromotionRow::entryId).fixed(),
            int4("promotion_no", PromotionRow::number).fixed(),
            id("event_id", PromotionRow::eventId).fixed(),
            id("user_id", PromotionRow::userId).fixed(),
            int4("quantity", PromotionRow::quantity).fixed(),
            cents("unit_price", PromotionRow::unitPrice).fixed(),
            micros("promoted_at", PromotionRow::promotedAt).fixed(),
            micros("expires_at", PromotionRow::expiresAt).fixed(),
            int4("window_minutes", PromotionRow::windowMinutes).fixed(),
            text("status", PromotionRow::status).as("promotion_status"),
            id("booking_id", PromotionRow::bookingId),
            text("promotion_reason", PromotionRow::reason).fixed(),
            text("end_reason", PromotionRow::endReason),
            int8("fact_no", PromotionRow::factNo),
            computedOnce("created_at", "timestamp_of_micros(promoted_at)"));

    /** Entries have one promotion each, so the entry's id finds it as well as its own. */
    private static final String BY_IDS = PROMOTIONS.select() + " where id = any (?) or waitlist_id = any (?)";

    private static final String ANY_PENDING_SINCE =
            """
            select exists (
                select from waitlist_promotions where status = 'pending' and promoted_at > timestamp_of_micros(?))
            """;

    private static final String OF_EVENT = PROMOTIONS.select() + " where id = ? and event_id = ?";

    /** Both parts in one statement: a promotion that ends meanwhile is in one of them. */
    private static final String OF_USER =
            """
            (select %1$s, true as open from waitlist_promotions
             where ? and user_id = ? and status = 'pending' and expires_at > timestamp_of_micros(?)
                and (promoted_at, id) < (timestamp_of_micros(?), ?)
             order by promoted_at desc, id desc limit ?)
            union all
            (select %1$s, false from waitlist_promotions
             where user_id = ? and not (status = 'pending' and expires_at > timestamp_of_micros(?))
                and (promoted_at, id) < (timestamp_of_micros(?), ?)
             order by promoted_at desc, id desc limit ?)
            order by open desc, promoted_at_micros desc, id desc limit ?
            """
                    .formatted(PROMOTIONS.shown());

    private static final String UPSERT = PROMOTIONS.insert() + PROMOTIONS.onConflictUpdate("id")
            + "where waitlist_promotions.fact_no < excluded.fact_no";

    private WaitlistPromotionsTable() {}

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
        return ids.isEmpty() && entryIds.isEmpty()
                ? List.of()
                : Statements.list(connection, BY_IDS, PROMOTIONS::read, ids, entryIds);
    }

    /**
     * Whether somebody has an open promotion that was made behind this moment.
     *
     * @param after microseconds
     */
    public static boolean anyPendingSince(Connection connection, long after) throws SQLException {
        return Statements.first(connection, ANY_PENDING_SINCE, row -> row.getBoolean(1), after)
                .orElseThrow();
    }

    /** The promotion with this id, if it is of this event. */
    public static Optional<PromotionRow> ofEvent(Connection connection, UUID eventId, UUID id) throws SQLException {
        return Statements.first(connection, OF_EVENT, PROMOTIONS::read, id, eventId);
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
        return Statements.list(
                connection,
                OF_USER,
                row -> PROMOTIONS.read(row).asOf(now),
                from.open(),
                userId,
                now,
                from.promotedAt(),
                from.id(),
                limit,
                userId,
                now,
                ofTheRest.promotedAt(),
                ofTheRest.id(),
                limit,
                limit);
    }

    /** Writes rows whose fact is newer than the one in the table. No id twice. */
    public static void upsert(Connection connection, Collection<PromotionRow> rows) throws SQLException {
        PROMOTIONS.write(connection, UPSERT, rows);
    }
}
