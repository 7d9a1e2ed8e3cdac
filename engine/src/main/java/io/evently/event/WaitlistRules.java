package io.evently.event;

import io.evently.event.Decision.Subject;
import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.DeclinePromotion;
import io.evently.event.EventCommand.JoinWaitlist;
import io.evently.event.EventCommand.LeaveWaitlist;
import io.evently.event.EventCommand.SetPriority;
import java.util.List;
import java.util.UUID;

/**
 * The rules of waiting: who may join, and what becomes of a promotion. The event exists, and nothing is due: {@link
 * Owed} comes before every command.
 */
final class WaitlistRules {

    private WaitlistRules() {}

    static Decision decide(Event event, long at, EventCommand command) {
        if (command instanceof JoinWaitlist join) {
            return join(event, at, join);
        }
        if (command instanceof LeaveWaitlist leave) {
            WaitlistEntry entry = event.entryOf(leave.userId());
            boolean isMeant =
                    entry != null && (leave.entryId() == null || leave.entryId().equals(entry.id()));
            return !isMeant
                    ? Decider.refuse(event, Rejection.ENTRY_NOT_FOUND)
                    : Decider.accept(new Fact.WaitlistLeft(entry.id()));
        }
        if (command instanceof SetPriority set) {
            return setPriority(event, set);
        }
        if (command instanceof ClaimPromotion claim) {
            return claim(event, at, claim);
        }
        if (command instanceof DeclinePromotion decline) {
            return decline(event, at, decline);
        }
        throw new IllegalArgumentException("no rule decides " + command);
    }

    private static Decision join(Event event, long at, JoinWaitlist join) {
        WaitlistEntry mine = event.entryOf(join.userId());
        if (mine != null && mine.id().equals(join.entryId())) {
            // The node asks again.
            return new Decision.Accepted(List.of(), Subject.ENTRY, mine.id());
        }
        KeyedJoin before = join.key() == null ? null : event.waitlist().joinedBy(join.userId(), join.key(), at);
        if (before != null) {
            return repeated(event, join, before);
        }
        if (event.waitlist().hasEnded(join.entryId())) {
            // A copy of what joined: somebody left, declined or was too late since.
            return Decider.refuse(event, Rejection.ENTRY_NOT_FOUND);
        }
        if (!event.isOnSale(at)) {
            return Decider.refuse(event, Rejection.EVENT_NOT_ON_SALE);
        }
        if (mine != null) {
            return Decider.refuse(event, Rejection.ALREADY_WAITING);
        }
        if (join.expiresAt() != 0 && at >= join.expiresAt()) {
            // It was in the future when the node looked.
            return Decider.refuse(event, Rejection.ENTRY_EXPIRED);
        }
        if (!limitsMustAllow(event, at, join)) {
            return Decider.refuse(event, Rejection.BOOKING_LIMIT_REACHED);
        }
        if (join.quantity() <= event.seatsForThePublic()) {
            return Decider.refuse(event, Rejection.SEATS_AVAILABLE);
        }
        Fact joined = new Fact.WaitlistJoined(
                join.entryId(),
                join.userId(),
                join.quantity(),
                join.expiresAt(),
                join.notifyPrefs(),
                join.key(),
                join.key() == null ? 0 : event.waitlist().queue().positionOf(queueKeyOfTheNext(event)));
        return new Decision.Accepted(List.of(joined), Subject.ENTRY, join.entryId());
    }

    private static long queueKeyOfTheNext(Event event) {
        return WaitlistEntry.queueKey(0, event.lastFact() + 1);
    }

    private static Decision repeated(Event event, JoinWaitlist join, KeyedJoin before) {
        WaitlistEntry entry = before.entry();
        boolean sameRequest = entry.quantity() == join.quantity()
                && entry.expiresAt() == join.expiresAt()
                && entry.notifyPrefs().equals(join.notifyPrefs());
        if (!sameRequest) {
            return Decider.refuse(event, Rejection.IDEMPOTENCY_KEY_REUSED);
        }
        // It is remembered longer than the key: a promotion ends after its entry joined.
        Promotion promotion = entry.promotionId() == null
                ? null
                : event.waitlist().promotion(entry.promotionId()).asMade();
        boolean byKey = !entry.id().equals(join.entryId());
        return new Decision.RepeatedJoin(entry, before.position(), promotion, byKey);
    }

    /** Nobody waits for what they could not claim, nor for more than others could ever give back. */
    private static boolean limitsMustAllow(Event event, long at, JoinWaitlist join) {
        UUID userId = join.userId();
        Waitlist waitlist = event.waitlist();
        return join.quantity() <= Owed.mostSeatsOfAnEntry(event)
                && !waitlist.hasUsedUp(Decider.MOST_IN_A_DAY, userId, at)
                && !event.hasMade(Decider.MOST_IN_A_DAY, userId, at)
                && !(join.key() != null && waitlist.hasJoined(Decider.MOST_IN_A_DAY, userId, at))
                && Decider.userMayHave(event, userId, join.quantity())
                && (long) event.seatsOf(userId) + join.quantity()
                        <= event.tally().capacity();
    }

    private static Decision setPriority(Event event, SetPriority set) {
        WaitlistEntry entry = event.entry(set.entryId());
        if (entry == null) {
            return Decider.refuse(event, Rejection.ENTRY_NOT_FOUND);
        }
        // Also if it is the one it has: the reason is kept.
        Fact changed = new Fact.PriorityChanged(entry.id(), set.priority(), set.reason(), set.by());
        return new Decision.Accepted(List.of(changed), Subject.ENTRY, entry.id());
    }

    private static Decision claim(Event event, long at, ClaimPromotion claim) {
        Promotion promotion = promotionOf(event, at, claim.promotionId(), claim.by());
        if (promotion == null) {
            return Decider.refuse(event, Rejection.PROMOTION_NOT_FOUND);
        }
        if (promotion.status() == PromotionStatus.USED) {
            // The booking is remembered as least as long: it cannot have ended before it was made.
            boolean byClient = !promotion.bookingId().equals(claim.bookingId());
            return new Decision.Repeated(
                    event.booking(promotion.bookingId(), at).asFirstAnswered(), byClient);
        }
        if (!event.isOnSale(at)) {
            return Decider.refuse(event, Rejection.EVENT_NOT_ON_SALE);
        }
        if (promotion.status() == PromotionStatus.EXPIRED) {
            return Decider.refuse(event, Rejection.PROMOTION_EXPIRED);
        }
        boolean mayHave = Decider.userMayHave(event, promotion.userId(), promotion.quantity())
                && !event.hasMade(Decider.MOST_IN_A_DAY, promotion.userId(), at);
        if (!mayHave) {
            return Decider.refuse(event, Rejection.BOOKING_LIMIT_REACHED);
        }
        Tally tally = event.tally();
        return new Decision.Accepted(
                Decider.withPriceOf(
                        event,
                        tally.confirmed() + promotion.quantity(),
                        tally.capacity(),
                        new Fact.PromotionClaimed(promotion.id(), claim.bookingId())),
                Subject.BOOKING,
                claim.bookingId());
    }

    private static Decision decline(Event event, long at, DeclinePromotion decline) {
        Promotion promotion = promotionOf(event, at, decline.promotionId(), decline.by());
        if (promotion == null) {
            return Decider.refuse(event, Rejection.PROMOTION_NOT_FOUND);
        }
        if (promotion.status() == PromotionStatus.PENDING) {
            return Decider.accept(new Fact.PromotionDeclined(promotion.id()));
        }
        return promotion.declined()
                ? new Decision.Accepted(List.of(), Subject.EVENT, null)
                : Decider.refuse(event, Rejection.PROMOTION_EXPIRED);
    }

    private static Promotion promotionOf(Event event, long at, UUID promotionId, UUID userId) {
        Promotion promotion = event.promotion(promotionId, at);
        return promotion != null && promotion.userId().equals(userId) ? promotion : null;
    }
}
