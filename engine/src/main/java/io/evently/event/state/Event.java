package io.evently.event.state;

import io.evently.event.Booking;
import io.evently.event.Commit;
import io.evently.event.Details;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.event.KeyedJoin;
import io.evently.event.PricingRule;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.QueueCounts;
import io.evently.event.SeatCounts;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistPolicy;
import io.evently.event.WaitlistStatus;
import io.evently.event.rules.Decider;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One event as its facts made it: details, price, seats, bookings, waitlist.
 *
 * <p>Facts are applied in place ({@code docs/adr/an-event-is-changed-in-place.md}): the state has one owner, the actor,
 * and a million bookings are not copied for each decision. {@link Decider} only reads it. Seats are conserved after
 * every fact: available + held + promised + confirmed = capacity. Nothing here reads a clock: time comes in with the
 * commit.
 *
 * <p>Not thread-safe.
 */
public final class Event {

    /** As the last fact about the event itself left it; the three below move with every fact. */
    private EventSummary head = EventSummary.NONE;

    private boolean everBooked;
    private long lastFact;
    private long lastAt;
    /** The newest fact of the snapshot it came from. */
    private long restoredFact;

    private Bookings bookings = new Bookings();
    private final Waitlist waitlist = new Waitlist(userId -> bookings.seatsOf(userId));
    private final Consumer<UUID> seatsChanged = waitlist::seatsChanged;

    /** An event nobody has created yet. */
    public Event() {}

    /**
     * Takes up where a snapshot left off.
     *
     * @param remembered all its bookings, in whatever order
     * @param entries those who wait or are promoted
     * @param promotions the open ones, and those that ended of late
     * @param keyedJoins whose keys are remembered, in the order of joining
     */
    public Event(
            EventSummary head,
            List<Booking> remembered,
            List<WaitlistEntry> entries,
            List<Promotion> promotions,
            QueueCounts queue,
            List<KeyedJoin> keyedJoins) {
        this(head, BookingsBuilder.sorted(remembered, head.lastAt()), entries, promotions, queue, keyedJoins);
    }

    /** The same, with all its bookings where they belong. */
    public Event(
            EventSummary head,
            Bookings remembered,
            List<WaitlistEntry> entries,
            List<Promotion> promotions,
            QueueCounts queue,
            List<KeyedJoin> keyedJoins) {
        this.head = head;
        everBooked = head.everBooked();
        lastFact = head.lastFact();
        lastAt = head.lastAt();
        restoredFact = head.lastFact();
        bookings = remembered;
        waitlist.restore(entries, promotions, keyedJoins, queue);
    }

    /** Everything but bookings and waitlist. */
    public EventSummary head() {
        return head.with(everBooked, lastFact, lastAt);
    }

    /** All of it as it is now, for another thread to read. Microseconds, and some 0.1 for each who is in the queue. */
    public FrozenEvent freeze() {
        return FrozenEvent.of(this);
    }

    // ---- what can be read ----

    public boolean exists() {
        return head.id() != null && !head.deleted();
    }

    /** Whether it never had a fact. */
    public boolean isBlank() {
        return head.id() == null;
    }

    public UUID id() {
        return head.id();
    }

    public Details details() {
        return head.details();
    }

    public long basePrice() {
        return head.basePrice();
    }

    public long currentPrice() {
        return head.currentPrice();
    }

    /** The rule in force, or null. */
    public PricingRule pricingRule() {
        return head.pricingRule();
    }

    /** How many steps of the pricing rule are behind the current price. */
    public int pricingStep() {
        return head.pricingStep();
    }

    public EventStatus status() {
        return head.status();
    }

    /** Counts changes of details, price, capacity and status; bookings never move it. */
    public int version() {
        return head.version();
    }

    public boolean everBooked() {
        return everBooked;
    }

    /** The number of its newest fact; 0 before the first. */
    public long lastFact() {
        return lastFact;
    }

    /** The newest fact of the snapshot it was restored from; 0 if it was replayed from the beginning. */
    public long restoredFact() {
        return restoredFact;
    }

    /** When its newest commit was decided, microseconds. */
    public long lastAt() {
        return lastAt;
    }

    /** Whether seats are sold at {@code at}: it is active and its date has not come. */
    public boolean isOnSale(long at) {
        return status() == EventStatus.ACTIVE && at < details().eventDate();
    }

    public SeatCounts tally() {
        boolean cancelled = status() == EventStatus.CANCELLED;
        return new SeatCounts(
                head.capacity(),
                cancelled ? 0 : bookings.confirmedSeats(),
                status() == EventStatus.ACTIVE ? bookings.heldSeats() : 0,
                waitlist.promisedSeats(),
                cancelled ? 0 : bookings.revenue());
    }

    public QueueCounts queue() {
        return waitlist.tally();
    }

    /** Bookings, entries and promotions it remembers, ended ones included: how much a snapshot has to hold. */
    public int remembered() {
        return bookings.size() + waitlist.size();
    }

    /** All remembered bookings as last written, ended ones included. */
    public Bookings bookings() {
        return bookings;
    }

    /** The booking as it is at {@code at}, the end of its event or hold included; null if it is not remembered. */
    public Booking booking(UUID bookingId, long at) {
        Booking booking = bookings.byId(bookingId);
        return booking == null ? null : booking.asOf(at, status(), head.endedAt());
    }

    /** The earliest moment at which time alone changes something, in microseconds; {@code Long.MAX_VALUE} if none. */
    public long nextDeadline() {
        if (status() != EventStatus.ACTIVE) {
            return Long.MAX_VALUE;
        }
        long next = bookings.nextHoldToExpire();
        Promotion promotion = waitlist.nextToRunOut();
        next = promotion == null ? next : Math.min(next, promotion.expiresAt());
        return waitlist.expiring().isEmpty()
                ? next
                : Math.min(next, waitlist.expiring().first().expiresAt());
    }

    // ---- who waits ----

    /** Entries, promotions and keys as last written. */
    public Waitlist waitlist() {
        return waitlist;
    }

    /** Seats anybody may book now: under {@link WaitlistPolicy#STRICT} none while somebody waits. */
    public int seatsForThePublic() {
        boolean reserved = details().waitlistPolicy() == WaitlistPolicy.STRICT
                && waitlist.queue().size() > 0;
        return reserved ? 0 : tally().available();
    }

    /** The place of an entry among those who wait, from 1; 0 if it is promoted. */
    public int positionOf(WaitlistEntry entry) {
        return entry.status() == WaitlistStatus.WAITING ? waitlist.queue().positionOf(entry.queueKey()) : 0;
    }

    /** Those who wait, in order, behind the entry with this {@link WaitlistEntry#queueKey}; −1: from the head. */
    public List<WaitlistEntry> waiting(long afterKey, int most) {
        return waitlist.queue().page(afterKey, most).stream()
                .map(QueuedEntry::entry)
                .toList();
    }

    /** The promotion as it is at {@code at}, its deadline included; null if it is not remembered. */
    public Promotion promotion(UUID promotionId, long at) {
        Promotion promotion = waitlist.promotion(promotionId);
        return promotion == null ? null : promotion.asOf(at);
    }

    /** The open promotion of an entry at {@code at}, or null. */
    public Promotion openPromotionOf(WaitlistEntry entry, long at) {
        Promotion promotion = entry.promotionId() == null ? null : promotion(entry.promotionId(), at);
        return promotion == null || promotion.status() != PromotionStatus.PENDING ? null : promotion;
    }

    // ---- how facts change it ----

    /**
     * Applies what a commit holds.
     *
     * @throws IllegalStateException if the commit does not follow the last one, a fact does not fit the state, or the
     *     tally is not what the facts give: the journal is damaged, and selling on would oversell
     */
    public Event apply(Commit commit) {
        if (commit.firstFact() != lastFact + 1) {
            throw new IllegalStateException("event %s: fact %d is followed by fact %d in the journal"
                    .formatted(id(), lastFact, commit.firstFact()));
        }
        for (Fact fact : commit.facts()) {
            apply(fact, commit.at());
        }
        // A commit without facts counts too: time must not go back behind what it made the event forget.
        lastAt = commit.at();
        forget(commit.at());
        if (!tally().equals(commit.after()) || !queue().equals(commit.queue())) {
            throw new IllegalStateException("event %s: facts to %d give %s and %s, but the journal says %s and %s"
                    .formatted(id(), lastFact, tally(), queue(), commit.after(), commit.queue()));
        }
        return this;
    }

    /** Applies one fact decided at {@code at}. */
    public void apply(Fact fact, long at) {
        lastFact++;
        lastAt = at;
        if (fact instanceof Fact.BookingFact booking) {
            everBooked = true;
            bookings.apply(booking, at, seatsChanged);
        } else if (fact instanceof Fact.PromotionClaimed claimed) {
            apply(claimed, at);
        } else if (fact instanceof Fact.WaitlistFact waiting) {
            waitlist.apply(waiting, lastFact, at);
        } else {
            head = head.after((Fact.EventFact) fact, at);
            if (fact instanceof Fact.EventCancelled || fact instanceof Fact.EventCompleted) {
                waitlist.endAll(at);
            }
        }
    }

    /** A booking at the promotion's price; it moves no numbers of facts. */
    private void apply(Fact.PromotionClaimed claimed, long at) {
        everBooked = true;
        bookings.apply(waitlist.claim(claimed, at), at, seatsChanged);
    }

    /** Forgets keys and ended bookings whose 24 hours are over at {@code at}. */
    public void forget(long at) {
        bookings.forget(at);
        waitlist.forget(at);
        boolean endedLongAgo = status() != EventStatus.ACTIVE && at >= head.endedAt() + Bookings.REMEMBERED;
        if (endedLongAgo && status() == EventStatus.CANCELLED) {
            bookings = new Bookings();
        } else if (endedLongAgo) {
            bookings.forgetOpenHolds();
        }
        if (bookings.isSparse()) {
            bookings = bookings.compacted(at);
        }
    }
}
