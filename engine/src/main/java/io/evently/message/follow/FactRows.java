package io.evently.message.follow;

import io.evently.tables.BookingRow;
import io.evently.tables.BookingsTable;
import io.evently.tables.PromotionRow;
import io.evently.tables.WaitlistEntriesTable;
import io.evently.tables.WaitlistPromotionsTable;
import io.evently.tables.WaitlistRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Whose bookings, entries and promotions facts are about: one statement per batch and table. */
final class FactRows {

    private final Set<UUID> bookingIds = new HashSet<>();
    private final Set<UUID> entryIds = new HashSet<>();
    private final Set<UUID> promotionIds = new HashSet<>();
    private Map<UUID, BookingRow> bookings = Map.of();
    private Map<UUID, WaitlistRow> entries = Map.of();
    private final Map<UUID, PromotionRow> promotions = new HashMap<>();

    void needBooking(UUID id) {
        bookingIds.add(id);
    }

    void needEntry(UUID id) {
        entryIds.add(id);
    }

    /** And its entry. */
    void needPromotion(UUID id) {
        promotionIds.add(id);
    }

    void load(Connection connection) throws SQLException {
        bookings = BookingsTable.byIds(connection, bookingIds);
        WaitlistPromotionsTable.byIds(connection, promotionIds, Set.of()).forEach(promotion -> {
            promotions.put(promotion.id(), promotion);
            entryIds.add(promotion.entryId());
        });
        entries = WaitlistEntriesTable.byIds(connection, entryIds);
    }

    /** Null: there is none. */
    BookingRow booking(UUID id) {
        return bookings.get(id);
    }

    /** Null: there is none. */
    WaitlistRow entry(UUID id) {
        return entries.get(id);
    }

    /** Null: there is none, or its entry is gone. */
    PromotionRow promotion(UUID id) {
        PromotionRow promotion = promotions.get(id);
        return promotion == null || entries.get(promotion.entryId()) == null ? null : promotion;
    }
}
