package io.evently.event.state;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Fact;
import io.evently.event.Fact.BookingFact;
import io.evently.event.KeyHash;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The bookings an event still remembers: by id, by user and their key, and the open holds by deadline. Counts the
 * seats as it goes. They are numbers in arrays, about 115 bytes a booking with its key and its user
 * ({@code docs/adr/bookings-are-rows.md}); a {@link Booking} is made for who asks. Not thread-safe.
 */
public final class Bookings implements Iterable<Booking> {

    /** Microseconds: how long an idempotency key, and a booking that has ended, are remembered ({@code design.md}). */
    static final long REMEMBERED = 24L * 60 * 60 * 1_000_000;

    private static final int NONE = RowPages.NONE;

    private final UserShares users = new UserShares();
    private final BookingRows rows = new BookingRows(users);
    private final RowIndex byId = new RowIndex(rows::hashOfId, RowIndex.LARGEST);
    private final HoldQueue openHolds = new HoldQueue(rows::order);
    /** Made within a day, oldest first: {@code at} never goes back, so the order of arrival is the order of leaving. */
    private final RowQueue recent = new RowQueue();

    private final RowQueue ended = new RowQueue();

    private int confirmed;
    private int held;
    private final Revenue revenue = new Revenue();

    Bookings() {}

    public int size() {
        return rows.size();
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
        int row = find(id);
        return row == NONE ? null : rows.booking(row);
    }

    /** The booking {@code userId} made with {@code key}, if the key is still remembered at {@code at}. */
    public Booking byKey(UUID userId, KeyHash key, long at) {
        int user = users.find(userId);
        int row = user == NONE ? NONE : rows.findRecent(user, key);
        return row == NONE || at >= rows.createdAt(row) + REMEMBERED ? null : rows.booking(row);
    }

    public int seatsOf(UUID userId) {
        int user = users.find(userId);
        return user == NONE ? 0 : users.seats(user);
    }

    public boolean hasOpenHold(UUID userId) {
        int user = users.find(userId);
        return user != NONE && users.hasHold(user);
    }

    /**
     * Whether {@code userId} made so many bookings in the 24 hours before {@code at}, ended ones included. Of what is
     * older, only what no commit has forgotten yet has to be looked at, and only for somebody near the bound.
     */
    public boolean hasMade(int many, UUID userId, long at) {
        int user = users.find(userId);
        if (user == NONE || users.recent(user) < many) {
            return false;
        }
        int made = users.recent(user);
        for (PrimitiveIterator.OfInt each = recent.iterator(); each.hasNext(); ) {
            int row = each.nextInt();
            if (at < rows.createdAt(row) + REMEMBERED) {
                break;
            }
            made -= rows.userOf(row) == user ? 1 : 0;
        }
        return made >= many;
    }

    /** When the first open hold runs out, microseconds; {@code Long.MAX_VALUE} if there is none. */
    long nextHoldToExpire() {
        return openHolds.isEmpty() ? Long.MAX_VALUE : rows.holdUntil(openHolds.first());
    }

    /** The open holds, the one that runs out first first. */
    public Iterable<Booking> openHolds() {
        return () -> rows.bookings(openHolds.iterator());
    }

    /** In no particular order. */
    @Override
    public Iterator<Booking> iterator() {
        return rows.bookings(rows.used());
    }

    /** All bookings as they are now, for another thread to read. Takes microseconds, and some for each page that changes. */
    FrozenBookings freeze() {
        return new FrozenBookings(rows.copy(), recent.copy());
    }

    /** Whether it takes eight times what its bookings need. */
    boolean isSparse() {
        return rows.end() > 64 && 8L * size() < rows.end();
    }

    /** The same bookings in arrays of their size. */
    Bookings compacted(long at) {
        BookingsBuilder builder = new BookingsBuilder(at);
        FrozenBookings all = freeze();
        all.rows().forEachRemaining((int row) -> builder.add(all.booking(row)));
        return builder.build();
    }

    /** What it takes. */
    long bytes() {
        return rows.bytes() + users.bytes() + byId.bytes() + openHolds.bytes() + recent.bytes() + ended.bytes();
    }

    /**
     * Applies a fact decided at {@code at}.
     *
     * @param seatsChanged told of each user who has other seats, or another hold, than before
     * @throws IllegalStateException if a booking ends that takes no seats
     */
    void apply(BookingFact fact, long at, Consumer<UUID> seatsChanged) {
        if (fact instanceof Fact.BookingMade made) {
            add(Booking.made(made, at), at);
            seatsChanged.accept(made.userId());
        } else if (fact instanceof Fact.HoldConfirmed) {
            seatsChanged.accept(move(fact.bookingId(), BookingStatus.CONFIRMED, at));
        } else if (fact instanceof Fact.BookingCancelled) {
            seatsChanged.accept(move(fact.bookingId(), BookingStatus.CANCELLED, at));
        } else if (fact instanceof Fact.HoldExpired) {
            seatsChanged.accept(move(fact.bookingId(), BookingStatus.EXPIRED, at));
        } else {
            throw new IllegalArgumentException("no rule applies " + fact);
        }
    }

    /** @return its row */
    int add(Booking booking, long at) {
        int user = users.join(booking.userId());
        int row = rows.add(booking, user);
        byId.add(rows.hashOfId(row), row);
        if (at < booking.createdAt() + REMEMBERED) {
            addRecent(row, user);
        }
        take(row, user);
        return row;
    }

    private void addRecent(int row, int user) {
        recent.add(row);
        rows.set(row, BookingRows.RECENT, true);
        users.addRecent(user);
    }

    /**
     * A booking is in another status now; before it must have taken seats.
     *
     * @return its user
     */
    private UUID move(UUID id, BookingStatus next, long at) {
        int row = find(id);
        if (row == NONE || !rows.status(row).takesSeats()) {
            throw new IllegalStateException("booking %s takes no seats, and cannot become %s".formatted(id, next));
        }
        int user = rows.userOf(row);
        release(row, user);
        rows.move(row, next, at);
        take(row, user);
        if (!next.takesSeats()) {
            ended.add(row);
        }
        return users.id(user);
    }

    /** Whether it was made within a day. */
    boolean isRecent(int row) {
        return rows.is(row, BookingRows.RECENT);
    }

    /** As a snapshot leaves them: those that take no seats any more, in whatever order. */
    void addEnded(List<Integer> over) {
        over.sort(Comparator.comparingLong(rows::changedAt));
        over.forEach(ended::add);
    }

    UserShares users() {
        return users;
    }

    /** Forgets what nobody may rely on any more at {@code at}. */
    void forget(long at) {
        while (!recent.isEmpty() && at >= rows.createdAt(recent.peek()) + REMEMBERED) {
            int row = recent.poll();
            rows.set(row, BookingRows.RECENT, false);
            users.removeRecent(rows.userOf(row));
        }
        while (!ended.isEmpty() && at >= rows.changedAt(ended.peek()) + REMEMBERED) {
            remove(ended.poll());
        }
    }

    /** Forgets the holds that ended with their event, more than a day ago: their keys are forgotten already. */
    void forgetOpenHolds() {
        while (!openHolds.isEmpty()) {
            int row = openHolds.first();
            release(row, rows.userOf(row));
            remove(row);
        }
    }

    private void remove(int row) {
        if (rows.is(row, BookingRows.RECENT)) {
            throw new IllegalStateException("booking %s is forgotten within a day".formatted(rows.id(row)));
        }
        byId.remove(rows.hashOfId(row), row);
        int user = rows.userOf(row);
        rows.free(row);
        users.leave(user);
    }

    private void take(int row, int user) {
        BookingStatus status = rows.status(row);
        if (!status.takesSeats()) {
            return;
        }
        int quantity = rows.quantity(row);
        users.addSeats(user, quantity);
        if (status == BookingStatus.PENDING) {
            users.setHold(user, true);
            held += quantity;
            openHolds.add(rows.holdUntil(row), row);
        } else {
            confirmed += quantity;
            revenue.add(rows.totalAmount(row));
        }
    }

    private void release(int row, int user) {
        int quantity = rows.quantity(row);
        users.addSeats(user, -quantity);
        if (rows.status(row) == BookingStatus.PENDING) {
            users.setHold(user, false);
            held -= quantity;
            openHolds.remove(rows.holdUntil(row), row);
        } else {
            confirmed -= quantity;
            revenue.subtract(rows.totalAmount(row));
        }
    }

    private int find(UUID id) {
        return byId.find(
                RowIndex.hash(id.getMostSignificantBits(), id.getLeastSignificantBits()), row -> rows.hasId(row, id));
    }
}
