package io.evently.projection;

import io.evently.event.Details;
import io.evently.event.Fact;
import io.evently.event.Limit;
import io.evently.event.PromotionStatus;
import io.evently.event.WaitlistPolicy;
import io.evently.event.WaitlistStatus;
import io.evently.projection.Batch.CommitOf;
import io.evently.tables.PromotionRow;
import io.evently.tables.WaitlistEntries;
import io.evently.tables.WaitlistPromotions;
import io.evently.tables.WaitlistRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What a batch of the journal means to entries of the waitlist and to promotions: their rows as they stand after it. */
final class WaitlistChanges {

    private final Map<UUID, WaitlistRow> entries = new HashMap<>();
    private final Set<UUID> changedEntries = new HashSet<>();
    private final Map<UUID, PromotionRow> promotions = new HashMap<>();
    private final Map<UUID, UUID> promotionOfEntry = new HashMap<>();
    private final Set<UUID> changedPromotions = new HashSet<>();
    private final Set<UUID> mentionedUsers = new HashSet<>();

    private WaitlistChanges() {}

    /** Nothing yet, with the rows that this batch is going to change. */
    static WaitlistChanges before(Connection connection, Batch batch) throws SQLException {
        Set<UUID> entryIds = new HashSet<>();
        Set<UUID> promotionIds = new HashSet<>();
        Set<UUID> left = new HashSet<>();
        for (CommitOf commit : batch.commits()) {
            for (Fact fact : commit.commit().facts()) {
                add(entryIds, changedEntry(fact));
                add(promotionIds, endedPromotion(fact));
                add(left, fact instanceof Fact.WaitlistLeft gone ? gone.entryId() : null);
            }
        }
        WaitlistChanges changes = new WaitlistChanges();
        // Whoever left takes an open promotion along, which the fact does not name.
        for (PromotionRow row : WaitlistPromotions.byIds(connection, promotionIds, left)) {
            changes.keep(row);
            entryIds.add(row.entryId());
        }
        changes.entries.putAll(WaitlistEntries.byIds(connection, entryIds));
        return changes;
    }

    private static void add(Set<UUID> ids, UUID idOrNull) {
        if (idOrNull != null) {
            ids.add(idOrNull);
        }
    }

    private static UUID changedEntry(Fact fact) {
        if (fact instanceof Fact.WaitlistLeft left) {
            return left.entryId();
        }
        if (fact instanceof Fact.PriorityChanged changed) {
            return changed.entryId();
        }
        if (fact instanceof Fact.EntryExpired expired) {
            return expired.entryId();
        }
        if (fact instanceof Fact.EntryMadeImpossible impossible) {
            return impossible.entryId();
        }
        return fact instanceof Fact.PromotionMade made ? made.entryId() : null;
    }

    private static UUID endedPromotion(Fact fact) {
        if (fact instanceof Fact.PromotionClaimed claimed) {
            return claimed.promotionId();
        }
        if (fact instanceof Fact.PromotionDeclined declined) {
            return declined.promotionId();
        }
        return fact instanceof Fact.PromotionExpired expired ? expired.promotionId() : null;
    }

    /** Users its rows refer to. */
    Set<UUID> mentionedUsers() {
        return mentionedUsers;
    }

    /** Writes them; users, events and bookings must be there. */
    void write(Connection connection) throws SQLException {
        WaitlistEntries.upsert(
                connection, changedEntries.stream().map(entries::get).toList());
        WaitlistPromotions.upsert(
                connection, changedPromotions.stream().map(promotions::get).toList());
    }

    /** The promotion as it stands before fact {@code factNo}. */
    PromotionRow promotion(UUID id, long factNo) {
        return known(promotions, id, "promotion", factNo);
    }

    /**
     * A fact about the waitlist; others leave it alone.
     *
     * @param details the event's when the fact was decided
     */
    void apply(UUID eventId, Details details, Fact fact, long factNo, long at) {
        if (fact instanceof Fact.WaitlistJoined joined) {
            join(eventId, joined, factNo, at);
        } else if (fact instanceof Fact.WaitlistLeft left) {
            leave(left, factNo, at);
        } else if (fact instanceof Fact.PriorityChanged changed) {
            add(mentionedUsers, changed.by());
            put(entry(changed.entryId(), factNo)
                    .prioritized(changed.priority(), changed.reason(), changed.by(), factNo, at));
        } else if (fact instanceof Fact.EntryExpired expired) {
            end(expired.entryId(), WaitlistStatus.EXPIRED, "its time ran out", factNo, at);
        } else if (fact instanceof Fact.EntryMadeImpossible impossible) {
            end(impossible.entryId(), WaitlistStatus.EXPIRED, reason(impossible.limit()), factNo, at);
        } else if (fact instanceof Fact.PromotionMade made) {
            promote(eventId, details, made, factNo, at);
        } else if (fact instanceof Fact.PromotionClaimed claimed) {
            PromotionRow promotion = promotion(claimed.promotionId(), factNo);
            put(promotion.used(claimed.bookingId(), factNo));
            end(promotion.entryId(), WaitlistStatus.CONVERTED, null, factNo, at);
        } else if (fact instanceof Fact.PromotionDeclined declined) {
            unused(declined.promotionId(), PromotionRow.DECLINED, "its promotion was declined", factNo, at);
        } else if (fact instanceof Fact.PromotionExpired expired) {
            String why = expired.overLimit() ? PromotionRow.OVER_LIMIT : PromotionRow.RAN_OUT;
            String whyTheEntry =
                    expired.overLimit() ? reason(Limit.SEATS_OF_A_USER) : "its promotion was not used in time";
            unused(expired.promotionId(), why, whyTheEntry, factNo, at);
        }
    }

    private void join(UUID eventId, Fact.WaitlistJoined joined, long factNo, long at) {
        add(mentionedUsers, joined.userId());
        put(new WaitlistRow(
                joined.entryId(),
                joined.userId(),
                eventId,
                joined.quantity(),
                0,
                at,
                factNo,
                joined.expiresAt(),
                WaitlistStatus.WAITING.label(),
                null,
                joined.notifyPrefs().email(),
                joined.notifyPrefs().inApp(),
                null,
                null,
                factNo,
                at));
    }

    private void leave(Fact.WaitlistLeft left, long factNo, long at) {
        UUID entryId = left.entryId();
        boolean promoted = entry(entryId, factNo).status().equals(WaitlistStatus.PROMOTED.label());
        if (promoted) {
            PromotionRow promotion = promotion(promotionOfEntry.get(entryId), factNo);
            put(promotion.expired(PromotionRow.USER_LEFT, factNo));
        }
        end(entryId, WaitlistStatus.LEFT, left.reason(), factNo, at);
    }

    private void promote(UUID eventId, Details details, Fact.PromotionMade made, long factNo, long at) {
        WaitlistRow entry = entry(made.entryId(), factNo);
        put(entry.changed(WaitlistStatus.PROMOTED.label(), null, factNo, at));
        put(new PromotionRow(
                made.promotionId(),
                made.entryId(),
                1,
                eventId,
                entry.userId(),
                entry.quantity(),
                made.unitPrice(),
                at,
                made.expiresAt(),
                details.windowMinutes(),
                PromotionStatus.PENDING.label(),
                null,
                reason(details.waitlistPolicy()),
                null,
                factNo));
    }

    private static String reason(WaitlistPolicy policy) {
        return switch (policy) {
            case STRICT -> "head of the queue";
            case FIRST_FIT -> "first in the queue that fits";
        };
    }

    private static String reason(Limit limit) {
        return switch (limit) {
            case BOOKING_OR_CAPACITY -> "it wants more seats than one booking or the event may have";
            case SEATS_OF_A_USER -> "its user may not have so many seats (maxPerUser)";
            case SEATS_OF_OTHERS -> "it wants more seats than others could give back";
        };
    }

    private void unused(UUID promotionId, String why, String whyTheEntry, long factNo, long at) {
        PromotionRow promotion = promotion(promotionId, factNo);
        put(promotion.expired(why, factNo));
        end(promotion.entryId(), WaitlistStatus.EXPIRED, whyTheEntry, factNo, at);
    }

    private void end(UUID entryId, WaitlistStatus status, String why, long factNo, long at) {
        put(entry(entryId, factNo).changed(status.label(), why, factNo, at));
    }

    private WaitlistRow entry(UUID id, long factNo) {
        return known(entries, id, "entry", factNo);
    }

    private static <R> R known(Map<UUID, R> rows, UUID id, String what, long factNo) {
        R row = rows.get(id);
        if (row == null) {
            throw new IllegalStateException(
                    "%s %s is unknown to the tables before its fact %d".formatted(what, id, factNo));
        }
        return row;
    }

    private void put(WaitlistRow row) {
        entries.put(row.id(), row);
        changedEntries.add(row.id());
    }

    private void put(PromotionRow row) {
        keep(row);
        changedPromotions.add(row.id());
    }

    private void keep(PromotionRow row) {
        promotions.put(row.id(), row);
        promotionOfEntry.put(row.entryId(), row.id());
    }
}
