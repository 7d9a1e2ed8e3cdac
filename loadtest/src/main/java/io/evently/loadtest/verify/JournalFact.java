package io.evently.loadtest.verify;

import java.util.UUID;

/** What a journal says that happened to an event. Times are microseconds since 1970, money is cents; 0 is never. */
public sealed interface JournalFact {

    /** Whose turn it is when seats are free, and how long things stay open. */
    record Terms(
            long eventDate, int maxPerBooking, int maxPerUser, int holdMinutes, boolean strict, int windowMinutes) {}

    /** {@link EntryMadeImpossible#limit}: more than one user may have. */
    int OVER_ITS_USER = 1;

    record EventCreated(UUID eventId, Terms terms, int capacity, long basePrice) implements JournalFact {}

    record EventChanged(Terms terms, int capacity) implements JournalFact {}

    /** {@code by} is null for a step of the pricing rule, which follows what reached it. */
    record PriceChanged(long newPrice, UUID by) implements JournalFact {}

    record EventCancelled() implements JournalFact {}

    record EventCompleted() implements JournalFact {}

    record EventDeleted() implements JournalFact {}

    /** {@code key} is the hash of the idempotency key, or null; {@code holdUntil} is 0 for an outright booking. */
    record BookingMade(UUID bookingId, UUID userId, int quantity, long unitPrice, long holdUntil, UUID key)
            implements JournalFact {}

    record HoldConfirmed(UUID bookingId) implements JournalFact {}

    record BookingCancelled(UUID bookingId, UUID by) implements JournalFact {}

    record HoldExpired(UUID bookingId) implements JournalFact {}

    record WaitlistJoined(UUID entryId, UUID userId, int quantity, long expiresAt) implements JournalFact {}

    record WaitlistLeft(UUID entryId) implements JournalFact {}

    record PriorityChanged(UUID entryId, int priority) implements JournalFact {}

    record EntryExpired(UUID entryId) implements JournalFact {}

    record EntryMadeImpossible(UUID entryId, int limit) implements JournalFact {}

    record PromotionMade(UUID promotionId, UUID entryId, long unitPrice, long expiresAt) implements JournalFact {}

    record PromotionClaimed(UUID promotionId, UUID bookingId) implements JournalFact {}

    record PromotionDeclined(UUID promotionId) implements JournalFact {}

    record PromotionExpired(UUID promotionId, boolean overLimit) implements JournalFact {}

    /** Whether time or the waitlist led to it, and nobody's request. */
    default boolean isOwed() {
        return this instanceof HoldExpired
                || this instanceof EntryExpired
                || this instanceof EntryMadeImpossible
                || this instanceof PromotionMade
                || this instanceof PromotionExpired;
    }
}
