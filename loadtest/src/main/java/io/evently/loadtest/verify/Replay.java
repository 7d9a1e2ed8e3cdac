package io.evently.loadtest.verify;

import io.evently.loadtest.verify.EventModel.Booking;
import io.evently.loadtest.verify.EventModel.Entry;
import io.evently.loadtest.verify.EventModel.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Applies a journal fact by fact to an {@link EventModel} and holds each against the rules: what fits, who is next, what
 * is due, how many seats there are. Goes on after a fact that does not fit, to see what else is wrong.
 */
final class Replay {

    /** Owed facts a commit may have; more wait for the next ones, with everything else behind them. */
    static final int MOST_OWED = 1_000;

    private static final long MINUTE = 60_000_000L;

    /** What there is to be seen after a fact: {@code price} is cents. */
    record State(
            long lastFact,
            int available,
            int held,
            int promised,
            int confirmed,
            int waiting,
            long price,
            String status) {}

    private final Findings findings;
    private final EventModel event;
    private final List<State> states = new ArrayList<>();
    private long sequence;
    private long factNo;
    private long at = Long.MIN_VALUE;

    private Replay(UUID eventId, Findings findings) {
        this.event = new EventModel(eventId);
        this.findings = findings;
    }

    /** The whole journal of an event. */
    static Replay of(UUID eventId, List<JournalCommit> journal, Findings findings) {
        Replay replay = new Replay(eventId, findings);
        journal.forEach(replay::apply);
        return replay;
    }

    EventModel event() {
        return event;
    }

    /** One for each fact, in order: a read that is decided along with a commit sees the part that was decided before it. */
    List<State> states() {
        return states;
    }

    private void broken(String rule, String what) {
        findings.broken(rule, "event %s, sequence number %d, fact %d: %s".formatted(event.id, sequence, factNo, what));
    }

    // ---- commits ----

    private void apply(JournalCommit commit) {
        if (commit.sequence() != sequence + 1) {
            broken(Rules.SEQUENCE_WITHOUT_GAP, "is followed by sequence number " + commit.sequence());
        }
        if (commit.firstFact() != factNo + 1) {
            broken(Rules.FACTS_WITHOUT_GAP, "is followed by fact " + commit.firstFact());
        }
        if (commit.at() < at) {
            broken(Rules.TIME_NEVER_GOES_BACK, at + " is followed by " + commit.at());
        }
        sequence = commit.sequence();
        at = commit.at();
        factNo = commit.firstFact() - 1;
        int owed = 0;
        for (JournalFact fact : commit.facts()) {
            factNo++;
            event.lastFact = Math.max(event.lastFact, factNo);
            if (fact.isOwed()) {
                owed++;
            } else if (!followsWhatReachedIt(fact)) {
                nothingMayBeOwed(fact);
            }
            apply(fact);
            if (event.available() < 0) {
                broken(Rules.NEVER_OVERSOLD, event.seats() + " after " + fact);
            }
            remember();
        }
        if (owed < MOST_OWED && !commit.facts().isEmpty()) {
            nothingMayBeOwed(null);
        }
        talliesMustBeTrue(commit);
    }

    private static boolean followsWhatReachedIt(JournalFact fact) {
        return fact instanceof JournalFact.PriceChanged price && price.by() == null;
    }

    /** @param before which fact; null: after the commit */
    private void nothingMayBeOwed(JournalFact before) {
        if (!event.isActive()) {
            return;
        }
        Object overdue = event.overdue(at);
        if (overdue != null) {
            broken(Rules.NOTHING_OVERDUE, overdue + " is still open" + when(before));
        } else if (event.line.anyWantsMoreThan(event.mostSeatsOfAnEntry()) || event.anybodyOverTheirLimit() != null) {
            broken(Rules.NOTHING_OVERDUE, "somebody waits for more than can be had" + when(before));
        } else if (event.isOnSale(at) && event.next(event.available()) != null) {
            broken(
                    Rules.NOBODY_LEFT_WAITING,
                    event.next(event.available()) + " while " + event.available() + " are free" + when(before));
        }
    }

    private static String when(JournalFact before) {
        return before == null ? " after its commit" : " before " + before;
    }

    private void talliesMustBeTrue(JournalCommit commit) {
        if (!commit.seats().equals(event.seats()) || !commit.queue().equals(event.queue())) {
            broken(
                    Rules.TALLIES_ARE_TRUE,
                    "%s and %s instead of %s and %s"
                            .formatted(commit.seats(), commit.queue(), event.seats(), event.queue()));
        }
    }

    private void remember() {
        states.add(new State(
                factNo,
                event.available(),
                event.held,
                event.promised,
                event.confirmed,
                event.line.size(),
                event.price,
                event.status));
    }

    // ---- facts ----

    private void apply(JournalFact fact) {
        if (event.terms == null && !(fact instanceof JournalFact.EventCreated)) {
            broken(Rules.FACTS_FIT, fact + " before the event was created");
        } else if (fact instanceof JournalFact.BookingMade made) {
            book(made);
        } else if (fact instanceof JournalFact.HoldConfirmed confirmed) {
            confirm(confirmed);
        } else if (fact instanceof JournalFact.BookingCancelled cancelled) {
            cancel(cancelled);
        } else if (fact instanceof JournalFact.HoldExpired expired) {
            expire(expired);
        } else if (fact instanceof JournalFact.WaitlistJoined joined) {
            join(joined);
        } else if (fact instanceof JournalFact.WaitlistLeft left) {
            leave(left);
        } else if (fact instanceof JournalFact.PriorityChanged changed) {
            setPriority(changed);
        } else if (fact instanceof JournalFact.EntryExpired expired) {
            expire(expired);
        } else if (fact instanceof JournalFact.EntryMadeImpossible impossible) {
            end(impossible);
        } else if (fact instanceof JournalFact.PromotionMade made) {
            promote(made);
        } else if (fact instanceof JournalFact.PromotionClaimed claimed) {
            claim(claimed);
        } else if (fact instanceof JournalFact.PromotionDeclined declined) {
            decline(declined);
        } else if (fact instanceof JournalFact.PromotionExpired expired) {
            expire(expired);
        } else {
            change(fact);
        }
    }

    private void change(JournalFact fact) {
        if (fact instanceof JournalFact.EventCreated created) {
            if (event.terms != null || !created.eventId().equals(event.id)) {
                broken(Rules.FACTS_FIT, fact.toString());
                return;
            }
            event.terms = created.terms();
            event.capacity = created.capacity();
            event.price = created.basePrice();
            event.status = "active";
        } else if (fact instanceof JournalFact.EventDeleted) {
            if (!event.bookings.isEmpty()) {
                broken(Rules.FACTS_FIT, "an event that had bookings was deleted");
            }
            event.deleted = true;
        } else if (!event.isActive()) {
            broken(Rules.FACTS_FIT, fact + " of an event that is over");
        } else if (fact instanceof JournalFact.EventChanged changed) {
            event.terms = changed.terms();
            event.capacity = changed.capacity();
        } else if (fact instanceof JournalFact.PriceChanged price) {
            event.price = price.newPrice();
        } else if (fact instanceof JournalFact.EventCancelled) {
            event.end("cancelled");
        } else if (fact instanceof JournalFact.EventCompleted) {
            event.end("completed");
        }
    }

    private void book(JournalFact.BookingMade made) {
        if (event.bookings.containsKey(made.bookingId())) {
            broken(Rules.FACTS_FIT, "an id is used twice: " + made);
            return;
        }
        mustBeOnSale(made);
        boolean reserved = event.terms.strict() && event.line.size() > 0;
        if (reserved) {
            broken(Rules.NOT_PAST_THE_QUEUE, made + " while this one waits: " + event.line.head());
        }
        mustCost(made.unitPrice(), made);
        if (made.holdUntil() != 0 && made.holdUntil() != at + event.terms.holdMinutes() * MINUTE) {
            broken(Rules.DEADLINES_HOLD, made + " does not hold for " + event.terms.holdMinutes() + " minutes");
        }
        Booking booking = new Booking();
        booking.id = made.bookingId();
        booking.userId = made.userId();
        booking.quantity = made.quantity();
        booking.unitPrice = made.unitPrice();
        booking.status = made.holdUntil() == 0 ? "confirmed" : "pending";
        booking.createdAt = at;
        booking.holdUntil = made.holdUntil();
        booking.key = made.key();
        booking.made = factNo;
        event.take(booking);
    }

    private void confirm(JournalFact.HoldConfirmed confirmed) {
        Booking booking = event.bookings.get(confirmed.bookingId());
        if (booking == null || !booking.status.equals("pending")) {
            broken(Rules.FACTS_FIT, confirmed + " of " + booking);
            return;
        }
        mustBeOnSale(confirmed);
        mustBeBefore(booking.holdUntil, confirmed);
        booking.confirmed = factNo;
        event.move(booking, "confirmed");
    }

    private void cancel(JournalFact.BookingCancelled cancelled) {
        Booking booking = event.bookings.get(cancelled.bookingId());
        if (booking == null || !booking.takesSeats()) {
            broken(Rules.FACTS_FIT, cancelled + " of " + booking);
            return;
        }
        booking.cancelled = factNo;
        booking.cancelledBy = cancelled.by();
        event.move(booking, "cancelled");
    }

    private void expire(JournalFact.HoldExpired expired) {
        Booking booking = event.bookings.get(expired.bookingId());
        if (booking == null || !booking.status.equals("pending")) {
            broken(Rules.FACTS_FIT, expired + " of " + booking);
            return;
        }
        mustBeOver(booking.holdUntil, expired);
        event.move(booking, "expired");
    }

    private void join(JournalFact.WaitlistJoined joined) {
        Entry before = event.lastEntryOf(joined.userId());
        boolean waitsAlready = before != null && before.isLive();
        if (event.entries.containsKey(joined.entryId()) || waitsAlready) {
            broken(Rules.FACTS_FIT, "waits twice: " + joined);
            return;
        }
        mustBeOnSale(joined);
        Entry entry = new Entry();
        entry.id = joined.entryId();
        entry.userId = joined.userId();
        entry.quantity = joined.quantity();
        entry.joinedAt = at;
        entry.joinNo = factNo;
        entry.expiresAt = joined.expiresAt();
        entry.status = "waiting";
        event.join(entry);
    }

    private void leave(JournalFact.WaitlistLeft left) {
        Entry entry = live(left.entryId(), left);
        if (entry != null) {
            entry.left = factNo;
            event.end(entry, "left");
        }
    }

    private void setPriority(JournalFact.PriorityChanged changed) {
        Entry entry = live(changed.entryId(), changed);
        if (entry != null) {
            event.setPriority(entry, changed.priority());
        }
    }

    private void expire(JournalFact.EntryExpired expired) {
        Entry entry = waiting(expired.entryId(), expired);
        if (entry != null) {
            mustBeOver(entry.expiresAt == 0 ? Long.MAX_VALUE : entry.expiresAt, expired);
            event.end(entry, "expired");
        }
    }

    private void end(JournalFact.EntryMadeImpossible impossible) {
        Entry entry = waiting(impossible.entryId(), impossible);
        if (entry != null) {
            if (event.limitExceededBy(entry) != impossible.limit()) {
                broken(Rules.DEADLINES_HOLD, entry + " was not impossible");
            }
            event.end(entry, "expired");
        }
    }

    private void promote(JournalFact.PromotionMade made) {
        Entry entry = event.entries.get(made.entryId());
        if (entry != null && entry.promise != null) {
            broken(Rules.PROMOTED_ONCE, made + ": " + entry.promise);
            return;
        }
        Entry next = event.next(event.available());
        if (next == null || !next.id.equals(made.entryId())) {
            broken(Rules.RIGHT_ENTRY, "%s is of %s, and it was the turn of %s".formatted(made, entry, next));
        }
        if (waiting(made.entryId(), made) == null) {
            return;
        }
        mustBeOnSale(made);
        mustCost(made.unitPrice(), made);
        if (made.expiresAt() != at + event.terms.windowMinutes() * MINUTE) {
            broken(Rules.DEADLINES_HOLD, made + " is not open for " + event.terms.windowMinutes() + " minutes");
        }
        Promise promise = new Promise();
        promise.id = made.promotionId();
        promise.entry = entry;
        promise.unitPrice = made.unitPrice();
        promise.madeAt = at;
        promise.expiresAt = made.expiresAt();
        promise.status = "pending";
        promise.made = factNo;
        event.promise(promise, at);
    }

    private void claim(JournalFact.PromotionClaimed claimed) {
        Promise promise = open(claimed.promotionId(), claimed);
        if (promise == null) {
            return;
        }
        if (event.bookings.containsKey(claimed.bookingId())) {
            broken(Rules.FACTS_FIT, "an id is used twice: " + claimed);
            return;
        }
        mustBeOnSale(claimed);
        mustBeBefore(promise.expiresAt, claimed);
        promise.claimed = factNo;
        event.use(promise, claimed.bookingId());
        Booking booking = new Booking();
        booking.id = claimed.bookingId();
        booking.userId = promise.entry.userId;
        booking.quantity = promise.entry.quantity;
        booking.unitPrice = promise.unitPrice;
        booking.status = "confirmed";
        booking.createdAt = at;
        booking.promise = promise;
        booking.made = factNo;
        event.take(booking);
    }

    private void decline(JournalFact.PromotionDeclined declined) {
        Promise promise = open(declined.promotionId(), declined);
        if (promise != null) {
            mustBeBefore(promise.expiresAt, declined);
            promise.declined = factNo;
            event.endUnused(promise, "expired");
        }
    }

    private void expire(JournalFact.PromotionExpired expired) {
        Promise promise = open(expired.promotionId(), expired);
        if (promise != null) {
            if (!expired.overLimit()) {
                mustBeOver(promise.expiresAt, expired);
            } else if (event.limitExceededBy(promise.entry) != JournalFact.OVER_ITS_USER) {
                broken(Rules.DEADLINES_HOLD, promise + " was not too much for its user");
            }
            event.endUnused(promise, "expired");
        }
    }

    // ---- what must hold for many ----

    private Entry live(UUID id, JournalFact fact) {
        Entry entry = event.entries.get(id);
        if (entry == null || !entry.isLive()) {
            broken(Rules.FACTS_FIT, fact + " of " + entry);
            return null;
        }
        return entry;
    }

    private Entry waiting(UUID id, JournalFact fact) {
        Entry entry = event.entries.get(id);
        if (entry == null || !entry.status.equals("waiting")) {
            broken(Rules.FACTS_FIT, fact + " of " + entry);
            return null;
        }
        return entry;
    }

    private Promise open(UUID id, JournalFact fact) {
        Promise promise = event.promises.get(id);
        if (promise == null || !promise.isOpen()) {
            broken(Rules.FACTS_FIT, fact + " of " + promise);
            return null;
        }
        return promise;
    }

    private void mustBeOnSale(JournalFact fact) {
        if (!event.isOnSale(at)) {
            broken(Rules.DEADLINES_HOLD, fact + " when nothing was on sale any more");
        }
    }

    private void mustBeBefore(long deadline, JournalFact fact) {
        if (at >= deadline) {
            broken(Rules.DEADLINES_HOLD, fact + " at " + at + ", too late for " + deadline);
        }
    }

    private void mustBeOver(long deadline, JournalFact fact) {
        if (at < deadline) {
            broken(Rules.DEADLINES_HOLD, fact + " at " + at + ", too early for " + deadline);
        }
    }

    private void mustCost(long price, JournalFact fact) {
        if (price != event.price) {
            broken(Rules.PRICE_OF_THE_MOMENT, fact + " while a seat cost " + event.price);
        }
    }
}
