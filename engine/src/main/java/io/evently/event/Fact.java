package io.evently.event;

import io.evently.record.Kind;
import java.util.UUID;

/**
 * What happened to an event. The journal holds these, many to a {@link Commit}; they carry everything a replay and the
 * tables need, so that neither reads the clock. {@code by} is who asked; null stands for Evently itself.
 *
 * <p>Components are written in their order: new ones come last, and are absent in what was written before.
 */
public sealed interface Fact {

    /** About the event itself. */
    sealed interface EventFact extends Fact {}

    /** About one booking or hold. */
    sealed interface BookingFact extends Fact {
        UUID bookingId();
    }

    /** About one entry of the waitlist, or its promotion. */
    sealed interface WaitlistFact extends Fact {}

    @Kind(1)
    record EventCreated(UUID eventId, Details details, int capacity, long basePrice, PricingRule pricingRule, UUID by)
            implements EventFact {}

    /** New details or capacity; both are stated in full. */
    @Kind(2)
    record EventChanged(Details details, int capacity, UUID by) implements EventFact {}

    /**
     * @param step how many steps of the pricing rule are now behind the price, or {@link #BY_HAND}, which ends the rule
     */
    @Kind(3)
    record PriceChanged(long oldPrice, long newPrice, String reason, int step, UUID by) implements EventFact {
        public static final int BY_HAND = -1;
    }

    /** Ends the event and all its bookings with one fact, whatever their number. */
    @Kind(4)
    record EventCancelled(String reason, UUID by) implements EventFact {}

    /** The event is over; holds end with it. */
    @Kind(5)
    record EventCompleted(UUID by) implements EventFact {}

    @Kind(6)
    record EventDeleted(UUID by) implements EventFact {}

    /**
     * A booking or, if {@code holdUntil} is not 0, a hold.
     *
     * @param key null if the client sent none
     */
    @Kind(7)
    record BookingMade(
            UUID bookingId, UUID userId, int quantity, long unitPrice, long holdUntil, KeyHash key, long expectedPrice)
            implements BookingFact {}

    @Kind(8)
    record HoldConfirmed(UUID bookingId) implements BookingFact {}

    /** @param reason why, if it was not its user's wish; else null */
    @Kind(9)
    record BookingCancelled(UUID bookingId, UUID by, String reason) implements BookingFact {

        public BookingCancelled(UUID bookingId, UUID by) {
            this(bookingId, by, null);
        }
    }

    @Kind(10)
    record HoldExpired(UUID bookingId) implements BookingFact {}

    /**
     * Somebody waits; the number of this fact is their join number, their priority is 0.
     *
     * @param expiresAt when they stop waiting, microseconds; 0: never
     * @param key null if the client sent none
     * @param position their place when they joined, from 1: what a repeat with the key is answered; 0 without a key
     */
    @Kind(11)
    record WaitlistJoined(
            UUID entryId, UUID userId, int quantity, long expiresAt, NotifyPrefs notifyPrefs, KeyHash key, int position)
            implements WaitlistFact {}

    /**
     * The user went; an open promotion of the entry ends with it.
     *
     * @param by who sent them away; null: they went, or Evently did it
     * @param reason why, if it was not their wish; else null
     */
    @Kind(12)
    record WaitlistLeft(UUID entryId, UUID by, String reason) implements WaitlistFact {

        public WaitlistLeft(UUID entryId) {
            this(entryId, null, null);
        }
    }

    @Kind(13)
    record PriorityChanged(UUID entryId, int priority, String reason, UUID by) implements WaitlistFact {}

    /** Nobody came before {@link WaitlistEntry#expiresAt}. */
    @Kind(14)
    record EntryExpired(UUID entryId) implements WaitlistFact {}

    /** The entry wants more seats than it can ever get by now. */
    @Kind(15)
    record EntryMadeImpossible(UUID entryId, SeatLimit limit) implements WaitlistFact {}

    /** The seats of a waiting entry are promised to it, at {@code unitPrice} each until {@code expiresAt}. */
    @Kind(16)
    record PromotionMade(UUID promotionId, UUID entryId, long unitPrice, long expiresAt) implements WaitlistFact {}

    /** A promotion became a booking of its seats at its price. */
    @Kind(17)
    record PromotionClaimed(UUID promotionId, UUID bookingId) implements WaitlistFact {}

    /** The user said no; the entry ends. */
    @Kind(18)
    record PromotionDeclined(UUID promotionId) implements WaitlistFact {}

    /**
     * It was not used; the entry ends.
     *
     * @param overLimit whether its user may not have so many seats any more; else its window ran out
     */
    @Kind(19)
    record PromotionExpired(UUID promotionId, boolean overLimit) implements WaitlistFact {}
}
