package io.evently.event.state;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Fact;
import io.evently.event.Fact.BookingFact;
import io.evently.event.KeyHash;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/** Bookings as they were before they were rows: objects in hash tables. What {@link BookingsTest} holds rows against. */
final class ReferenceBookings implements Iterable<Booking> {

    /** Microseconds: how long an idempotency key, and a booking that has ended, are remembered ({@code design.md}). */
    static final long REMEMBERED = 24L * 60 * 60 * 1_000_000;

    /** What one user has of this event, and did of late. */
    private static final class Share {
        private final UUID userId;
        private int seats;
        private boolean hold;
        /** How many of the bookings in {@link #recent} are theirs. */
        private int recent;

        private Share(UUID userId) {
            this.userId = userId;
        }
    }

    private final HashIndex<Booking> byId =
            new HashIndex<>(booking -> booking.id().hashCode());
    private final HashIndex<Booking> byKey = new HashIndex<>(booking -> hash(booking.userId(), booking.key()));
    private final HashIndex<Share> byUser = new HashIndex<>(share -> share.userId.hashCode());
    private final TreeSet<Booking> openHolds =
            new TreeSet<>(Comparator.comparingLong(Booking::holdUntil).thenComparing(Booking::id));
    /** Made within a day, oldest first: {@code at} never goes back, so the order of arrival is the order of leaving. */
    private final ArrayDeque<UUID> recent = new ArrayDeque<>();

    private final ArrayDeque<UUID> ended = new ArrayDeque<>();

    private int confirmed;
    private int held;
    private final Revenue revenue = new Revenue();

    ReferenceBookings() {}

    public int size() {
        return byId.size();
    }

    int confirmedSeats() {
        return confirmed;
    }

    int heldSeats() {
        return held;
    }

    long revenue() {
        return revenue.cents();
    }

    Booking byId(UUID id) {
        return byId.find(id.hashCode(), booking -> booking.id().equals(id));
    }

    /** The booking {@code userId} made with {@code key}, if the key is still remembered at {@code at}. */
    public Booking byKey(UUID userId, KeyHash key, long at) {
        Booking found = byKey.find(
                hash(userId, key),
                booking -> booking.userId().equals(userId) && booking.key().equals(key));
        return found == null || at >= found.createdAt() + REMEMBERED ? null : found;
    }

    public int seatsOf(UUID userId) {
        Share share = shareOf(userId);
        return share == null ? 0 : share.seats;
    }

    public boolean hasOpenHold(UUID userId) {
        Share share = shareOf(userId);
        return share != null && share.hold;
    }

    /**
     * Whether {@code userId} made so many bookings in the 24 hours before {@code at}, ended ones included. Of what is
     * older, only what no commit has forgotten yet has to be looked at, and only for somebody near the bound.
     */
    public boolean hasMade(int many, UUID userId, long at) {
        Share share = shareOf(userId);
        if (share == null || share.recent < many) {
            return false;
        }
        int made = share.recent;
        for (UUID id : recent) {
            Booking booking = byId(id);
            if (at < booking.createdAt() + REMEMBERED) {
                break;
            }
            made -= booking.userId().equals(userId) ? 1 : 0;
        }
        return made >= many;
    }

    /** The open hold that runs out first, or null. */
    Booking nextHoldToExpire() {
        return openHolds.isEmpty() ? null : openHolds.first();
    }

    /** The open holds, the one that runs out first first. */
    public Iterable<Booking> openHolds() {
        return openHolds;
    }

    /**
     * Applies a fact decided at {@code at}.
     *
     * @param seatsChanged told of each user who has other seats, or another hold, than before
     * @throws IllegalStateException if a booking ends that takes no seats
     */
    void apply(BookingFact fact, long at, Consumer<UUID> seatsChanged) {
        Booking changed;
        if (fact instanceof Fact.BookingMade made) {
            changed = Booking.made(made, at);
            add(changed, at);
        } else if (fact instanceof Fact.HoldConfirmed) {
            changed = move(fact.bookingId(), BookingStatus.CONFIRMED, at);
        } else if (fact instanceof Fact.BookingCancelled) {
            changed = move(fact.bookingId(), BookingStatus.CANCELLED, at);
        } else if (fact instanceof Fact.HoldExpired) {
            changed = move(fact.bookingId(), BookingStatus.EXPIRED, at);
        } else {
            throw new IllegalArgumentException("no rule applies " + fact);
        }
        seatsChanged.accept(changed.userId());
    }

    private void add(Booking booking, long at) {
        byId.add(booking);
        boolean isRecent = at < booking.createdAt() + REMEMBERED;
        if (isRecent && booking.key() != null) {
            forgetKey(byKey.find(
                    hash(booking.userId(), booking.key()),
                    old -> old.userId().equals(booking.userId()) && old.key().equals(booking.key())));
            byKey.add(booking);
        }
        if (isRecent) {
            recent.add(booking.id());
        }
        if (isRecent || booking.status().takesSeats()) {
            Share share = shareOf(booking.userId());
            if (share == null) {
                share = new Share(booking.userId());
                byUser.add(share);
            }
            share.recent += isRecent ? 1 : 0;
            take(booking, share);
        }
    }

    /**
     * Takes up the bookings of a snapshot, in whatever order they come.
     *
     * @param at when it was taken, or before: what was a day old by then is not taken for recent
     */
    void restore(List<Booking> remembered, long at) {
        remembered.stream().sorted(Comparator.comparingLong(Booking::createdAt)).forEach(booking -> add(booking, at));
        remembered.stream()
                .filter(booking -> !booking.status().takesSeats())
                .sorted(Comparator.comparingLong(Booking::changedAt))
                .forEach(booking -> ended.add(booking.id()));
    }

    /** As it is then; it must take seats. */
    private Booking move(UUID id, BookingStatus next, long at) {
        Booking old = byId(id);
        if (old == null || !old.status().takesSeats()) {
            throw new IllegalStateException("booking %s takes no seats, and cannot become %s".formatted(id, next));
        }
        Booking booking = old.in(next, at);
        Share share = shareOf(old.userId());
        release(old, share);
        byId.replace(old, booking);
        if (isRememberedByKey(old)) {
            byKey.replace(old, booking);
        }
        take(booking, share);
        if (!next.takesSeats()) {
            ended.add(id);
            dropIfIdle(share);
        }
        return booking;
    }

    /** Forgets what nobody may rely on any more at {@code at}. */
    void forget(long at) {
        while (!recent.isEmpty() && at >= byId(recent.peek()).createdAt() + REMEMBERED) {
            Booking booking = byId(recent.poll());
            if (isRememberedByKey(booking)) {
                byKey.remove(booking);
            }
            Share share = shareOf(booking.userId());
            share.recent--;
            dropIfIdle(share);
        }
        while (!ended.isEmpty() && at >= byId(ended.peek()).changedAt() + REMEMBERED) {
            byId.remove(byId(ended.poll()));
        }
    }

    /** Forgets the holds that ended with their event, more than a day ago: their keys are forgotten already. */
    void forgetOpenHolds() {
        while (!openHolds.isEmpty()) {
            Booking hold = openHolds.first();
            Share share = shareOf(hold.userId());
            release(hold, share);
            dropIfIdle(share);
            byId.remove(hold);
        }
    }

    @Override
    public Iterator<Booking> iterator() {
        return byId.iterator();
    }

    private void take(Booking booking, Share share) {
        if (!booking.status().takesSeats()) {
            return;
        }
        boolean isHold = booking.status() == BookingStatus.PENDING;
        share.seats += booking.quantity();
        share.hold |= isHold;
        if (isHold) {
            held += booking.quantity();
            openHolds.add(booking);
        } else {
            confirmed += booking.quantity();
            revenue.add(booking.totalAmount());
        }
    }

    private void release(Booking booking, Share share) {
        share.seats -= booking.quantity();
        if (booking.status() == BookingStatus.PENDING) {
            share.hold = false;
            held -= booking.quantity();
            openHolds.remove(booking);
        } else {
            confirmed -= booking.quantity();
            revenue.subtract(booking.totalAmount());
        }
    }

    private void dropIfIdle(Share share) {
        if (share.seats == 0 && share.recent == 0) {
            byUser.remove(share);
        }
    }

    private boolean isRememberedByKey(Booking booking) {
        return booking.key() != null && byKey.contains(booking);
    }

    private void forgetKey(Booking booking) {
        if (booking != null) {
            byKey.remove(booking);
        }
    }

    private Share shareOf(UUID userId) {
        return byUser.find(userId.hashCode(), share -> share.userId.equals(userId));
    }

    private static int hash(UUID userId, KeyHash key) {
        return 31 * userId.hashCode() + Objects.hashCode(key);
    }
}
