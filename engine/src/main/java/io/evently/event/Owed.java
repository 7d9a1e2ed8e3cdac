package io.evently.event;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/**
 * What an event owes without being asked: to end what time has ended, to end entries that can never be served, and to
 * promise free seats to those who wait, before anybody else may have them.
 */
final class Owed {

    private static final long MINUTE = 60_000_000L;

    private Owed() {}

    /**
     * The next facts owed at {@code at}; once they are applied, more may be: an ended promotion frees seats for the next
     * in line. Empty if nothing is owed.
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
        if (event.waitlist().queue().size() == 0) {
            return List.of();
        }
        List<Fact> impossible = impossible(event, most);
        return impossible.isEmpty() && event.isOnSale(at) ? promotions(event, at, most) : impossible;
    }

    /** More than this an entry can never get ({@code design.md}, "Waitlist"). */
    static int mostSeatsOfAnEntry(Event event) {
        return Math.min(event.details().maxPerBooking(), event.tally().capacity());
    }

    /** What time has ended, the oldest deadline first. */
    private static List<Fact> ended(Event event, long at, int most) {
        List<Fact> facts = new ArrayList<>();
        Iterator<Booking> holds = event.openHolds().iterator();
        Iterator<Promotion> promotions = event.waitlist().open().iterator();
        Iterator<WaitlistEntry> entries = event.waitlist().expiring();
        Booking hold = next(holds);
        Promotion promotion = next(promotions);
        WaitlistEntry entry = next(entries);
        while (facts.size() < most) {
            long holdUntil = hold == null ? Long.MAX_VALUE : hold.holdUntil();
            long promisedUntil = promotion == null ? Long.MAX_VALUE : promotion.expiresAt();
            long waitsUntil = entry == null ? Long.MAX_VALUE : entry.expiresAt();
            if (Math.min(holdUntil, Math.min(promisedUntil, waitsUntil)) > at) {
                break;
            }
            if (holdUntil <= promisedUntil && holdUntil <= waitsUntil) {
                facts.add(new Fact.HoldExpired(hold.id()));
                hold = next(holds);
            } else if (promisedUntil <= waitsUntil) {
                facts.add(new Fact.PromotionExpired(promotion.id()));
                promotion = next(promotions);
            } else {
                facts.add(new Fact.EntryExpired(entry.id()));
                entry = next(entries);
            }
        }
        return facts;
    }

    private static <T> T next(Iterator<T> each) {
        return each.hasNext() ? each.next() : null;
    }

    private static List<Fact> impossible(Event event, int most) {
        int possible = mostSeatsOfAnEntry(event);
        WaitlistQueue queue = event.waitlist().queue();
        List<Fact> facts = new ArrayList<>();
        WaitlistEntry entry = queue.firstWantingMoreThan(possible, -1);
        while (entry != null && facts.size() < most) {
            facts.add(new Fact.EntryMadeImpossible(entry.id()));
            entry = queue.firstWantingMoreThan(possible, entry.queueKey());
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
            WaitlistEntry entry = queue.firstWantingAtMost(strict ? Integer.MAX_VALUE : free, behind);
            if (entry == null || entry.quantity() > free) {
                break;
            }
            UUID id = promotionId(event.id(), event.lastFact() + 1 + facts.size(), at);
            facts.add(new Fact.PromotionMade(id, entry.id(), event.currentPrice(), expiresAt));
            free -= entry.quantity();
            behind = entry.queueKey();
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
