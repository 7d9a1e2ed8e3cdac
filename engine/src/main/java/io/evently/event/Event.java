package io.evently.event;

import java.util.List;
import java.util.UUID;

/**
 * One event as its facts made it: details, price, seats, bookings.
 *
 * <p>Facts are applied in place ({@code docs/adr/an-event-is-changed-in-place.md}): the state has one owner, the actor, and a million bookings are
 * not copied for each decision. {@link Decider} only reads it. Seats are conserved after every fact: available + held +
 * promised + confirmed = capacity. Nothing here reads a clock: time comes in with the commit.
 *
 * <p>Not thread-safe.
 */
public final class Event {

    private UUID id;
    private Details details;
    private int capacity;
    private long basePrice;
    private long currentPrice;
    private PricingRule pricingRule;
    private int pricingStep;
    private EventStatus status;
    private int version;
    private boolean deleted;
    private boolean everBooked;
    private UUID createdBy;
    private long createdAt;
    private long updatedAt;
    private long endedAt;
    private long lastFact;
    private long lastAt;
    /** The newest fact of the snapshot it came from. */
    private long restoredFact;

    private Bookings bookings = new Bookings();

    /** An event nobody has created yet. */
    public Event() {}

    /** Takes up where {@code head} left off; {@code remembered} are all bookings of the snapshot. */
    public Event(EventHead head, List<Booking> remembered) {
        id = head.id();
        details = head.details();
        capacity = head.capacity();
        basePrice = head.basePrice();
        currentPrice = head.currentPrice();
        pricingRule = head.pricingRule();
        pricingStep = head.pricingStep();
        status = head.status();
        version = head.version();
        deleted = head.deleted();
        everBooked = head.everBooked();
        createdBy = head.createdBy();
        createdAt = head.createdAt();
        updatedAt = head.updatedAt();
        endedAt = head.endedAt();
        lastFact = head.lastFact();
        lastAt = head.lastAt();
        restoredFact = head.lastFact();
        bookings.restore(remembered);
    }

    /** Everything but the bookings. */
    public EventHead head() {
        return new EventHead(
                id,
                details,
                capacity,
                basePrice,
                currentPrice,
                pricingRule,
                pricingStep,
                status,
                version,
                deleted,
                everBooked,
                createdBy,
                createdAt,
                updatedAt,
                endedAt,
                lastFact,
                lastAt);
    }

    // ---- what can be read ----

    public boolean exists() {
        return id != null && !deleted;
    }

    /** Whether it never had a fact. */
    public boolean isBlank() {
        return id == null;
    }

    public UUID id() {
        return id;
    }

    public Details details() {
        return details;
    }

    public long basePrice() {
        return basePrice;
    }

    public long currentPrice() {
        return currentPrice;
    }

    /** The rule in force, or null. */
    public PricingRule pricingRule() {
        return pricingRule;
    }

    /** How many steps of the pricing rule are behind the current price. */
    public int pricingStep() {
        return pricingStep;
    }

    public EventStatus status() {
        return status;
    }

    /** Counts changes of details, price, capacity and status; bookings never move it. */
    public int version() {
        return version;
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
        return status == EventStatus.ACTIVE && at < details.eventDate();
    }

    public Tally tally() {
        boolean cancelled = status == EventStatus.CANCELLED;
        return new Tally(
                capacity,
                cancelled ? 0 : bookings.confirmedSeats(),
                status == EventStatus.ACTIVE ? bookings.heldSeats() : 0,
                0,
                cancelled ? 0 : bookings.revenue());
    }

    /** Bookings it remembers, ended ones included. */
    public int bookingCount() {
        return bookings.size();
    }

    /** All remembered bookings as last written, in no particular order. */
    public Iterable<Booking> bookings() {
        return bookings;
    }

    /** The booking as it is at {@code at}, the end of its event or hold included; null if it is not remembered. */
    public Booking booking(UUID bookingId, long at) {
        Booking booking = bookings.byId(bookingId);
        return booking == null ? null : asOf(at, booking);
    }

    Booking bookingByKey(UUID userId, KeyHash key, long at) {
        return bookings.byKey(userId, key, at);
    }

    int seatsOf(UUID userId) {
        return bookings.seatsOf(userId);
    }

    boolean hasOpenHold(UUID userId) {
        return bookings.hasOpenHold(userId);
    }

    Iterable<Booking> openHolds() {
        return bookings.openHolds();
    }

    /** The earliest moment at which time alone changes something, in microseconds; {@code Long.MAX_VALUE} if none. */
    public long nextDeadline() {
        Booking hold = status == EventStatus.ACTIVE ? bookings.nextHoldToExpire() : null;
        return hold == null ? Long.MAX_VALUE : hold.holdUntil();
    }

    private Booking asOf(long at, Booking booking) {
        if (!booking.status().takesSeats()) {
            return booking;
        }
        boolean pending = booking.status() == BookingStatus.PENDING;
        if (pending && at >= booking.holdUntil() && booking.holdUntil() <= endOf()) {
            return booking.in(BookingStatus.EXPIRED, booking.holdUntil());
        }
        if (status == EventStatus.CANCELLED) {
            return booking.in(BookingStatus.CANCELLED, endedAt);
        }
        return pending && status == EventStatus.COMPLETED ? booking.in(BookingStatus.EXPIRED, endedAt) : booking;
    }

    private long endOf() {
        return status == EventStatus.ACTIVE ? Long.MAX_VALUE : endedAt;
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
                    .formatted(id, lastFact, commit.firstFact()));
        }
        for (Fact fact : commit.facts()) {
            apply(fact, commit.at());
        }
        // A commit without facts counts too: time must not go back behind what it made the event forget.
        lastAt = commit.at();
        forget(commit.at());
        if (!tally().equals(commit.after())) {
            throw new IllegalStateException("event %s: facts to %d give %s, but the journal says %s"
                    .formatted(id, lastFact, tally(), commit.after()));
        }
        return this;
    }

    /** Applies one fact decided at {@code at}. */
    public void apply(Fact fact, long at) {
        lastFact++;
        lastAt = at;
        if (fact instanceof Fact.BookingMade made) {
            book(made, at);
        } else if (fact instanceof Fact.HoldConfirmed confirmed) {
            bookings.move(confirmed.bookingId(), BookingStatus.CONFIRMED, at);
        } else if (fact instanceof Fact.BookingCancelled cancelled) {
            bookings.move(cancelled.bookingId(), BookingStatus.CANCELLED, at);
        } else if (fact instanceof Fact.HoldExpired expired) {
            bookings.move(expired.bookingId(), BookingStatus.EXPIRED, at);
        } else {
            change(fact, at);
        }
    }

    /** Forgets keys and ended bookings whose 24 hours are over at {@code at}. */
    public void forget(long at) {
        bookings.forget(at);
        boolean endedLongAgo = status != EventStatus.ACTIVE && at >= endedAt + Bookings.REMEMBERED;
        if (endedLongAgo && status == EventStatus.CANCELLED) {
            bookings = new Bookings();
        } else if (endedLongAgo) {
            bookings.forgetOpenHolds();
        }
    }

    private void book(Fact.BookingMade made, long at) {
        everBooked = true;
        bookings.add(new Booking(
                made.bookingId(),
                made.userId(),
                made.quantity(),
                made.unitPrice(),
                made.holdUntil() == 0 ? BookingStatus.CONFIRMED : BookingStatus.PENDING,
                at,
                made.holdUntil(),
                at,
                made.key(),
                made.expectedPrice()));
    }

    private void change(Fact fact, long at) {
        version++;
        updatedAt = at;
        if (fact instanceof Fact.EventCreated created) {
            id = created.eventId();
            details = created.details();
            capacity = created.capacity();
            basePrice = created.basePrice();
            currentPrice = created.basePrice();
            pricingRule = created.pricingRule();
            status = EventStatus.ACTIVE;
            createdBy = created.by();
            createdAt = at;
        } else if (fact instanceof Fact.EventChanged changed) {
            details = changed.details();
            capacity = changed.capacity();
        } else if (fact instanceof Fact.PriceChanged price) {
            currentPrice = price.newPrice();
            pricingRule = price.step() == Fact.PriceChanged.BY_HAND ? null : pricingRule;
            pricingStep = Math.max(pricingStep, price.step());
        } else if (fact instanceof Fact.EventCancelled) {
            status = EventStatus.CANCELLED;
            endedAt = at;
        } else if (fact instanceof Fact.EventCompleted) {
            status = EventStatus.COMPLETED;
            endedAt = at;
        } else if (fact instanceof Fact.EventDeleted) {
            deleted = true;
        } else {
            throw new IllegalArgumentException("no rule applies " + fact);
        }
    }
}
