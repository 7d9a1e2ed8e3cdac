package io.evently.projection;

import io.evently.event.Details;
import io.evently.event.Fact;
import io.evently.event.PromotionStatus;
import io.evently.event.SeatLimit;
import io.evently.event.WaitlistPolicy;
import io.evently.event.WaitlistStatus;
import io.evently.tables.PromotionRow;
import io.evently.tables.WaitlistEntriesTable;
import io.evently.tables.WaitlistPromotionsTable;
import io.evently.tables.WaitlistRow;
import io.evently.user.UserFact;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Rows of {@code waitlist_entries} and {@code waitlist_promotions}: most facts change one of each. */
final class WaitlistHandler extends TableHandler {

    private final UserHandler users;
    private final EventHandler events;
    private final Rows<WaitlistRow> entries = new Rows<>("entry");
    private final Rows<PromotionRow> promotions = new Rows<>("promotion");
    private final Map<UUID, UUID> promotionOfEntry = new HashMap<>();
    /** Entries whose user leaves: an open promotion, which the fact does not name, ends with them. */
    private final Set<UUID> leaving = new HashSet<>();

    WaitlistHandler(UserHandler users, EventHandler events) {
        this.users = users;
        this.events = events;
        on(Fact.WaitlistJoined.class, this::joined);
        on(Fact.WaitlistLeft.class, this::needLeaving, this::left);
        on(Fact.PriorityChanged.class, fact -> entries.need(fact.entryId()), this::prioritized);
        on(
                Fact.EntryExpired.class,
                fact -> entries.need(fact.entryId()),
                (fact, stamp) -> change(fact.entryId(), WaitlistStatus.EXPIRED, "its time ran out", stamp));
        on(
                Fact.EntryMadeImpossible.class,
                fact -> entries.need(fact.entryId()),
                (fact, stamp) -> change(fact.entryId(), WaitlistStatus.EXPIRED, reason(fact.limit()), stamp));
        on(Fact.PromotionMade.class, fact -> entries.need(fact.entryId()), this::promoted);
        on(Fact.PromotionClaimed.class, fact -> promotions.need(fact.promotionId()), this::claimed);
        on(
                Fact.PromotionDeclined.class,
                fact -> promotions.need(fact.promotionId()),
                (fact, stamp) ->
                        unused(fact.promotionId(), PromotionRow.DECLINED, "its promotion was declined", stamp));
        on(Fact.PromotionExpired.class, fact -> promotions.need(fact.promotionId()), this::expired);
        ignores(Fact.EventFact.class, Fact.BookingFact.class, UserFact.class);
    }

    @Override
    void load(Connection connection) throws SQLException {
        WaitlistPromotionsTable.byIds(connection, promotions.needed(), leaving).forEach(promotion -> {
            promotions.loaded(promotion.id(), promotion);
            promotionOfEntry.put(promotion.entryId(), promotion.id());
            entries.need(promotion.entryId());
        });
        WaitlistEntriesTable.byIds(connection, entries.needed()).forEach(entries::loaded);
    }

    /** The promotion before the fact with this stamp. */
    PromotionRow promotion(UUID id, Stamp stamp) {
        return promotions.get(id, stamp);
    }

    /** The entry as it is so far; null: unknown. */
    WaitlistRow entry(UUID id) {
        return entries.find(id);
    }

    /** The promotion as it is so far; null: unknown. */
    PromotionRow promotion(UUID id) {
        return promotions.find(id);
    }

    private void joined(Fact.WaitlistJoined fact, Stamp stamp) {
        users.mention(fact.userId());
        entries.put(
                fact.entryId(),
                new WaitlistRow(
                        fact.entryId(),
                        fact.userId(),
                        stamp.eventId(),
                        fact.quantity(),
                        0,
                        stamp.at(),
                        stamp.factNo(),
                        fact.expiresAt(),
                        WaitlistStatus.WAITING.label(),
                        null,
                        fact.notifyPrefs().email(),
                        fact.notifyPrefs().inApp(),
                        null,
                        null,
                        stamp.factNo(),
                        stamp.at()));
    }

    private void needLeaving(Fact.WaitlistLeft fact) {
        entries.need(fact.entryId());
        leaving.add(fact.entryId());
    }

    private void left(Fact.WaitlistLeft fact, Stamp stamp) {
        UUID entryId = fact.entryId();
        if (entries.get(entryId, stamp).status().equals(WaitlistStatus.PROMOTED.label())) {
            PromotionRow promotion = promotion(promotionOfEntry.get(entryId), stamp);
            promotions.put(promotion.id(), promotion.expired(PromotionRow.USER_LEFT, stamp.factNo()));
        }
        change(entryId, WaitlistStatus.LEFT, fact.reason(), stamp);
    }

    private void prioritized(Fact.PriorityChanged fact, Stamp stamp) {
        users.mention(fact.by());
        WaitlistRow entry = entries.get(fact.entryId(), stamp);
        entries.put(
                entry.id(), entry.prioritized(fact.priority(), fact.reason(), fact.by(), stamp.factNo(), stamp.at()));
    }

    private void promoted(Fact.PromotionMade fact, Stamp stamp) {
        Details details = events.details(stamp);
        WaitlistRow entry = entries.get(fact.entryId(), stamp);
        change(entry.id(), WaitlistStatus.PROMOTED, null, stamp);
        promotionOfEntry.put(entry.id(), fact.promotionId());
        promotions.put(
                fact.promotionId(),
                new PromotionRow(
                        fact.promotionId(),
                        entry.id(),
                        1,
                        stamp.eventId(),
                        entry.userId(),
                        entry.quantity(),
                        fact.unitPrice(),
                        stamp.at(),
                        fact.expiresAt(),
                        details.windowMinutes(),
                        PromotionStatus.PENDING.label(),
                        null,
                        reason(details.waitlistPolicy()),
                        null,
                        stamp.factNo()));
    }

    private void claimed(Fact.PromotionClaimed fact, Stamp stamp) {
        PromotionRow promotion = promotion(fact.promotionId(), stamp);
        promotions.put(promotion.id(), promotion.used(fact.bookingId(), stamp.factNo()));
        change(promotion.entryId(), WaitlistStatus.CONVERTED, null, stamp);
    }

    private void expired(Fact.PromotionExpired fact, Stamp stamp) {
        if (fact.overLimit()) {
            unused(fact.promotionId(), PromotionRow.OVER_LIMIT, reason(SeatLimit.SEATS_OF_A_USER), stamp);
        } else {
            unused(fact.promotionId(), PromotionRow.RAN_OUT, "its promotion was not used in time", stamp);
        }
    }

    private void unused(UUID promotionId, String why, String whyTheEntry, Stamp stamp) {
        PromotionRow promotion = promotion(promotionId, stamp);
        promotions.put(promotionId, promotion.expired(why, stamp.factNo()));
        change(promotion.entryId(), WaitlistStatus.EXPIRED, whyTheEntry, stamp);
    }

    /** @param endReason null: it goes on, or its user ended it */
    private void change(UUID entryId, WaitlistStatus status, String endReason, Stamp stamp) {
        WaitlistRow entry = entries.get(entryId, stamp);
        entries.put(entryId, entry.changed(status.label(), endReason, stamp.factNo(), stamp.at()));
    }

    private static String reason(WaitlistPolicy policy) {
        return switch (policy) {
            case STRICT -> "head of the queue";
            case FIRST_FIT -> "first in the queue that fits";
        };
    }

    private static String reason(SeatLimit limit) {
        return switch (limit) {
            case BOOKING_OR_CAPACITY -> "it wants more seats than one booking or the event may have";
            case SEATS_OF_A_USER -> "its user may not have so many seats (maxPerUser)";
            case SEATS_OF_OTHERS -> "it wants more seats than others could give back";
        };
    }

    @Override
    void write(Connection connection) throws SQLException {
        WaitlistEntriesTable.upsert(connection, entries.changed());
        WaitlistPromotionsTable.upsert(connection, promotions.changed());
    }
}
