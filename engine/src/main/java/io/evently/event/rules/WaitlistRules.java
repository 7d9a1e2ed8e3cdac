package io.evently.event.rules;

import io.evently.event.BookingLimit;
import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.DeclinePromotion;
import io.evently.event.EventCommand.JoinWaitlist;
import io.evently.event.EventCommand.LeaveWaitlist;
import io.evently.event.EventCommand.SetPriority;
import io.evently.event.EventCommand.WaitlistCommand;
import io.evently.event.Fact;
import io.evently.event.KeyedJoin;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.Rejection;
import io.evently.event.WaitlistEntry;
import io.evently.event.state.Event;
import io.evently.event.state.Waitlist;
import java.util.List;
import java.util.UUID;

/**
 * The rules of waiting: who may join, and what becomes of a promotion. The checks of a command stand in the order of
 * {@link Rejection}: one that is met answers null, the first that is not is told.
 */
public final class WaitlistRules {

    private WaitlistRules() {}

    static Decision decide(Event event, long at, WaitlistCommand command) {
        if (command instanceof JoinWaitlist join) {
            return join(event, at, join);
        }
        if (command instanceof LeaveWaitlist leave) {
            return leave(event, leave);
        }
        if (command instanceof SetPriority set) {
            return setPriority(event, set);
        }
        return command instanceof ClaimPromotion claim
                ? claim(event, at, claim)
                : decline(event, at, (DeclinePromotion) command);
    }

    private static Decision join(Event event, long at, JoinWaitlist join) {
        WaitlistEntry mine = event.waitlist().entryOf(join.userId());
        if (mine != null && mine.id().equals(join.entryId())) {
            // The node asks again.
            return Decision.entry(mine.id(), List.of());
        }
        KeyedJoin sameKey = join.key() == null ? null : event.waitlist().joinedBy(join.userId(), join.key(), at);
        if (sameKey != null && isSameRequest(sameKey.entry(), join)) {
            return repeated(event, join, sameKey);
        }
        Rejection refusal = BookingRules.keyMustNotBelongToAnotherRequest(sameKey);
        refusal = refusal != null ? refusal : entryMustNotHaveEnded(event, join);
        refusal = refusal != null ? refusal : BookingRules.eventMustBeOnSale(event, at);
        refusal = refusal != null ? refusal : userMustNotWaitAlready(mine);
        refusal = refusal != null ? refusal : waitMustEndInTheFuture(join, at);
        BookingLimit limit = refusal != null ? null : limitReached(event, at, join);
        if (limit != null) {
            return Decision.refuse(event, limit);
        }
        refusal = refusal != null ? refusal : seatsMustNotBeAvailable(event, join);
        if (refusal != null) {
            return Decision.refuse(event, refusal);
        }
        Fact joined = new Fact.WaitlistJoined(
                join.entryId(),
                join.userId(),
                join.quantity(),
                join.expiresAt(),
                join.notifyPrefs(),
                join.key(),
                join.key() == null ? 0 : event.waitlist().queue().positionOf(queueKeyOfTheNext(event)));
        return Decision.entry(join.entryId(), List.of(joined));
    }

    private static Decision leave(Event event, LeaveWaitlist leave) {
        WaitlistEntry entry = event.waitlist().entryOf(leave.userId());
        boolean isMeant =
                entry != null && (leave.entryId() == null || leave.entryId().equals(entry.id()));
        return !isMeant
                ? Decision.refuse(event, Rejection.ENTRY_NOT_FOUND)
                : Decision.accept(new Fact.WaitlistLeft(entry.id()));
    }

    private static Decision setPriority(Event event, SetPriority set) {
        WaitlistEntry entry = event.waitlist().entry(set.entryId());
        if (entry == null) {
            return Decision.refuse(event, Rejection.ENTRY_NOT_FOUND);
        }
        // Also if it is the one it has: the reason is kept.
        Fact changed = new Fact.PriorityChanged(entry.id(), set.priority(), set.reason(), set.by());
        return Decision.entry(entry.id(), List.of(changed));
    }

    private static Decision claim(Event event, long at, ClaimPromotion claim) {
        Promotion promotion = promotionOf(event, at, claim.promotionId(), claim.by());
        if (promotion == null) {
            return Decision.refuse(event, Rejection.PROMOTION_NOT_FOUND);
        }
        if (promotion.status() == PromotionStatus.USED) {
            // The booking is remembered as least as long: it cannot have ended before it was made.
            boolean byClient = !promotion.bookingId().equals(claim.bookingId());
            return new Decision.Repeated(
                    event.booking(promotion.bookingId(), at).asFirstAnswered(), byClient);
        }
        Rejection refusal = BookingRules.eventMustBeOnSale(event, at);
        refusal = refusal != null ? refusal : promotionMustNotHaveExpired(promotion);
        BookingLimit limit = refusal != null ? null : limitReached(event, at, promotion);
        if (limit != null) {
            return Decision.refuse(event, limit);
        }
        if (refusal != null) {
            return Decision.refuse(event, refusal);
        }
        Fact claimed = new Fact.PromotionClaimed(promotion.id(), claim.bookingId());
        return Decision.booking(claim.bookingId(), Pricing.afterSale(event, promotion.quantity(), claimed));
    }

    private static Decision decline(Event event, long at, DeclinePromotion decline) {
        Promotion promotion = promotionOf(event, at, decline.promotionId(), decline.by());
        if (promotion == null) {
            return Decision.refuse(event, Rejection.PROMOTION_NOT_FOUND);
        }
        if (promotion.status() == PromotionStatus.PENDING) {
            return Decision.accept(new Fact.PromotionDeclined(promotion.id()));
        }
        return promotion.declined() ? Decision.unchanged() : Decision.refuse(event, Rejection.PROMOTION_EXPIRED);
    }

    private static boolean isSameRequest(WaitlistEntry before, JoinWaitlist now) {
        return before.quantity() == now.quantity()
                && before.expiresAt() == now.expiresAt()
                && before.notifyPrefs().equals(now.notifyPrefs());
    }

    private static Decision repeated(Event event, JoinWaitlist join, KeyedJoin before) {
        WaitlistEntry entry = before.entry();
        // It is remembered longer than the key: a promotion ends after its entry joined.
        Promotion promotion = entry.promotionId() == null
                ? null
                : event.waitlist().promotion(entry.promotionId()).asMade();
        boolean byKey = !entry.id().equals(join.entryId());
        return new Decision.RepeatedJoin(entry, before.position(), promotion, byKey);
    }

    /** This would be a copy of what joined: somebody left, declined or was too late since. */
    private static Rejection entryMustNotHaveEnded(Event event, JoinWaitlist join) {
        return event.waitlist().hasEnded(join.entryId()) ? Rejection.ENTRY_NOT_FOUND : null;
    }

    private static Rejection userMustNotWaitAlready(WaitlistEntry theirs) {
        return theirs == null ? null : Rejection.ALREADY_WAITING;
    }

    /** It was in the future when the node looked. */
    private static Rejection waitMustEndInTheFuture(JoinWaitlist join, long at) {
        return join.expiresAt() == 0 || at < join.expiresAt() ? null : Rejection.ENTRY_EXPIRED;
    }

    /** Nobody waits for what they could not claim, nor for more than others could ever give back. */
    private static BookingLimit limitReached(Event event, long at, JoinWaitlist join) {
        UUID userId = join.userId();
        Waitlist waitlist = event.waitlist();
        if (join.quantity() > DueFacts.mostSeatsOfAnEntry(event)) {
            return BookingLimit.SEATS_OF_A_BOOKING;
        }
        if (waitlist.hasUsedUp(BookingRules.MOST_IN_A_DAY, userId, at)) {
            return BookingLimit.PROMOTIONS_IN_A_DAY;
        }
        if (event.bookings().hasMade(BookingRules.MOST_IN_A_DAY, userId, at)) {
            return BookingLimit.BOOKINGS_IN_A_DAY;
        }
        if (join.key() != null && waitlist.hasJoined(BookingRules.MOST_IN_A_DAY, userId, at)) {
            return BookingLimit.JOINS_IN_A_DAY;
        }
        if (!BookingRules.userMayHave(event, userId, join.quantity())) {
            return BookingLimit.SEATS_OF_A_USER;
        }
        long withTheirs = (long) event.bookings().seatsOf(userId) + join.quantity();
        return withTheirs > event.tally().capacity() ? BookingLimit.SEATS_OF_OTHERS : null;
    }

    private static Rejection seatsMustNotBeAvailable(Event event, JoinWaitlist join) {
        return join.quantity() <= event.seatsForThePublic() ? Rejection.SEATS_AVAILABLE : null;
    }

    private static Rejection promotionMustNotHaveExpired(Promotion promotion) {
        return promotion.status() == PromotionStatus.EXPIRED ? Rejection.PROMOTION_EXPIRED : null;
    }

    private static BookingLimit limitReached(Event event, long at, Promotion promotion) {
        if (!BookingRules.userMayHave(event, promotion.userId(), promotion.quantity())) {
            return BookingLimit.SEATS_OF_A_USER;
        }
        boolean hasMadeAll = event.bookings().hasMade(BookingRules.MOST_IN_A_DAY, promotion.userId(), at);
        return hasMadeAll ? BookingLimit.BOOKINGS_IN_A_DAY : null;
    }

    private static long queueKeyOfTheNext(Event event) {
        return WaitlistEntry.queueKey(0, event.lastFact() + 1);
    }

    private static Promotion promotionOf(Event event, long at, UUID promotionId, UUID userId) {
        Promotion promotion = event.promotion(promotionId, at);
        return promotion != null && promotion.userId().equals(userId) ? promotion : null;
    }
}
