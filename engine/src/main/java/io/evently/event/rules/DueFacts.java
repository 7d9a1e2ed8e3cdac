package io.evently.event.rules;

import io.evently.event.Booking;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.Promotion;
import io.evently.event.SeatLimit;
import io.evently.event.WaitlistPolicy;
import io.evently.event.state.Event;
import io.evently.event.state.QueuedEntry;
import io.evently.event.state.SeatsWanted;
import io.evently.event.state.WaitlistQueue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/**
 * What is due in an event without being asked: to end what time has ended, to end entries that can never be served, and to
 * promise free seats to those who wait, before anybody else may have them.
 */
final class DueFacts {

    private static final long MINUTE = 60_000_000L;

    private DueFacts() {}

    /**
     * The next facts due at {@code at}; once they are applied, more may be: an ended promotion frees seats for the next
     * in line. Empty if nothing is due.
     *
     * @param most at most so many facts
     */
    static List<Fact> next(Event event, long at, int most) {
        if (!event.exists() || event.status() != EventStatus.ACTIVE) {
            return List.of();
        }
        if (event.nextDeadline() <= at) {
            return ended(event, at, most);
        }
        if (event.waitlist().isEmpty()) {
            return List.of();
        }
        List<Fact> impossible = impossible(event, most);
        if (impossible.isEmpty()) {
            impossible = overTheirUsersLimit(event, most);
        }
        return impossible.isEmpty() && event.isOnSale(at) ? promotions(event, at, most) : impossible;
    }

    /** More than this an entry can never get ({@code design.md}, "Waitlist"). */
    static int mostSeatsOfAnEntry(Event event) {
        return Math.min(event.details().maxPerBooking(), event.tally().capacity());
    }

    /** What time has ended, the oldest deadline first. */
    private static List<Fact> ended(Event event, long at, int most) {
        List<Fact> facts = new ArrayList<>();
        Iterator<Booking> holds = event.bookings().openHolds().iterator();
        Iterator<Promotion> promotions = event.waitlist().open().iterator();
        Iterator<QueuedEntry> waiters = event.waitlist().expiring().iterator();
        Booking hold = next(holds);
        Promotion promotion = next(promotions);
        QueuedEntry waiter = next(waiters);
        while (facts.size() < most) {
            long holdUntil = hold == null ? Long.MAX_VALUE : hold.holdUntil();
            long promisedUntil = promotion == null ? Long.MAX_VALUE : promotion.expiresAt();
            long waitsUntil = waiter == null ? Long.MAX_VALUE : waiter.expiresAt();
            if (Math.min(holdUntil, Math.min(promisedUntil, waitsUntil)) > at) {
                break;
            }
            if (holdUntil <= promisedUntil && holdUntil <= waitsUntil) {
                facts.add(new Fact.HoldExpired(hold.id()));
                hold = next(holds);
            } else if (promisedUntil <= waitsUntil) {
                facts.add(new Fact.PromotionExpired(promotion.id(), false));
                promotion = next(promotions);
            } else {
                facts.add(new Fact.EntryExpired(waiter.id()));
                waiter = next(waiters);
            }
        }
        return facts;
    }

    private static <T> T next(Iterator<T> each) {
        return each.hasNext() ? each.next() : null;
    }

    /** Entries that want more than anybody may have. */
    private static List<Fact> impossible(Event event, int most) {
        int possible = mostSeatsOfAnEntry(event);
        int maxPerUser = event.details().maxPerUser();
        int allowed = maxPerUser == 0 ? possible : Math.min(possible, maxPerUser);
        WaitlistQueue queue = event.waitlist().queue();
        List<Fact> facts = new ArrayList<>();
        QueuedEntry waiter = queue.firstWantingMoreThan(allowed, -1);
        while (waiter != null && facts.size() < most) {
            SeatLimit limit = waiter.quantity() > possible ? SeatLimit.BOOKING_OR_CAPACITY : SeatLimit.SEATS_OF_A_USER;
            facts.add(new Fact.EntryMadeImpossible(waiter.id(), limit));
            waiter = queue.firstWantingMoreThan(allowed, waiter.queueKey());
        }
        return facts;
    }

    /**
     * Entries that want, and promotions that would give, more than their user may have beside the seats they have; and
     * entries that want more than others could ever give back.
     */
    private static List<Fact> overTheirUsersLimit(Event event, int most) {
        SeatsWanted wanted = event.waitlist().seatsWanted();
        if (wanted.isEmpty()) {
            return List.of();
        }
        int maxPerUser = event.details().maxPerUser();
        long perUser = maxPerUser == 0 ? Long.MAX_VALUE : maxPerUser;
        List<Fact> facts = new ArrayList<>();
        for (QueuedEntry waiter : wanted.mostFirst()) {
            boolean allowed = waiter.seatsInTheEnd() <= perUser;
            boolean possible = waiter.seatsInTheEnd() <= event.tally().capacity();
            if ((allowed && possible) || facts.size() == most) {
                break;
            }
            SeatLimit limit = allowed ? SeatLimit.SEATS_OF_OTHERS : SeatLimit.SEATS_OF_A_USER;
            facts.add(
                    waiter.isWaiting()
                            ? new Fact.EntryMadeImpossible(waiter.id(), limit)
                            : new Fact.PromotionExpired(waiter.promotionId(), true));
        }
        return facts;
    }

    /** Who gets the free seats: the head of the queue while it fits, or, by {@code FIRST_FIT}, whoever does, in order. */
    private static List<Fact> promotions(Event event, long at, int most) {
        boolean strict = event.details().waitlistPolicy() == WaitlistPolicy.STRICT;
        int free = event.tally().available();
        long expiresAt = at + event.details().windowMinutes() * MINUTE;
        WaitlistQueue queue = event.waitlist().queue();
        List<Fact> facts = new ArrayList<>();
        long behind = -1;
        while (free > 0 && facts.size() < most) {
            QueuedEntry waiter = queue.firstWantingAtMost(strict ? Integer.MAX_VALUE : free, behind);
            if (waiter == null || waiter.quantity() > free) {
                break;
            }
            UUID id = promotionId(event.id(), event.lastFact() + 1 + facts.size(), at);
            facts.add(new Fact.PromotionMade(id, waiter.id(), event.currentPrice(), expiresAt));
            free -= waiter.quantity();
            behind = waiter.queueKey();
        }
        return facts;
    }

    /**
     * A UUIDv7 of the moment, with the fact's number as its counter (26 bits: the order of promotions is that of their
     * ids) and a hash where others have dice: the same input gives the same id.
     */
    private static UUID promotionId(UUID eventId, long factNo, long at) {
        long hash = KeyHash.of(eventId + "/" + factNo).high();
        long high = ((at / 1_000) << 16) | 0x7000 | ((factNo >>> 14) & 0xfff);
        long low = 0x8000_0000_0000_0000L | ((factNo & 0x3fff) << 48) | (hash >>> 16);
        return new UUID(high, low);
    }
}
