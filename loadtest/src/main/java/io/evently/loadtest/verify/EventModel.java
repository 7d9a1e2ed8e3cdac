package io.evently.loadtest.verify;

import io.evently.loadtest.verify.JournalCommit.Queue;
import io.evently.loadtest.verify.JournalCommit.Seats;
import io.evently.loadtest.verify.JournalFact.Terms;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * An event as {@code design.md} has it, and every booking, entry and promotion it ever had. Written anew for the checker.
 * Numbers of facts are 0 where there is no such fact.
 */
final class EventModel {

    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd").withZone(ZoneOffset.UTC);

    static final class Booking {
        UUID id;
        UUID userId;
        int quantity;
        long unitPrice;
        String status;
        long createdAt;
        long holdUntil;
        UUID key;
        /** What it was claimed from, or null. */
        Promise promise;

        UUID cancelledBy;
        long made;
        long confirmed;
        long cancelled;

        /** What people call it: its date in UTC, and 60 bits of the hash of its id in Crockford's alphabet. */
        String reference() {
            long bits = Tables.hash(id).getLong();
            StringBuilder reference =
                    new StringBuilder("EVT").append(DATE.format(Instant.ofEpochSecond(createdAt / 1_000_000)));
            for (int shift = 59; shift >= 4; shift -= 5) {
                reference.append(CROCKFORD.charAt((int) (bits >>> shift) & 31));
            }
            return reference.toString();
        }

        boolean takesSeats() {
            return status.equals("pending") || status.equals("confirmed");
        }

        @Override
        public String toString() {
            return "booking %s of user %s, %d seats, %s".formatted(id, userId, quantity, status);
        }
    }

    static final class Entry {
        UUID id;
        UUID userId;
        int quantity;
        int priority;
        long joinedAt;
        long joinNo;
        long expiresAt;
        String status;
        /** What was promised to it, or null. */
        Promise promise;

        long left;
        /** The seats its user would have with those it wants. */
        long inTheEnd;

        boolean isLive() {
            return status.equals("waiting") || status.equals("promoted");
        }

        @Override
        public String toString() {
            return "entry %s of user %s, %d seats, joined with fact %d, %s"
                    .formatted(id, userId, quantity, joinNo, status);
        }
    }

    static final class Promise {
        UUID id;
        Entry entry;
        long unitPrice;
        long madeAt;
        long expiresAt;
        String status;
        UUID bookingId;
        long made;
        long claimed;
        long declined;

        boolean isOpen() {
            return status.equals("pending");
        }

        @Override
        public String toString() {
            return "promotion %s, %s, of %s".formatted(id, status, entry);
        }
    }

    private record Deadline(long at, BooleanSupplier isOpen, Object what) {}

    final UUID id;
    Terms terms;
    int capacity;
    long price;
    String status = "";
    boolean deleted;
    long lastFact;

    int confirmed;
    int held;
    int promised;
    long revenue;

    private long joined;
    private long promoted;
    private long claimed;
    private long unused;
    private long waitedMicros;

    final Map<UUID, Booking> bookings = new LinkedHashMap<>();
    final Map<UUID, Entry> entries = new LinkedHashMap<>();
    private final Map<UUID, Entry> lastEntries = new HashMap<>();
    final Map<UUID, Promise> promises = new LinkedHashMap<>();
    final WaitingLine line = new WaitingLine();
    private final OwnSeats own = new OwnSeats();
    private final PriorityQueue<Deadline> deadlines =
            new PriorityQueue<>((one, other) -> Long.compare(one.at(), other.at()));

    EventModel(UUID id) {
        this.id = id;
    }

    // ---- what can be read ----

    boolean isActive() {
        return status.equals("active") && !deleted;
    }

    boolean isOnSale(long at) {
        return isActive() && at < terms.eventDate();
    }

    int available() {
        return capacity - confirmed - held - promised;
    }

    /** Whose turn it is while so many seats are free; null: nobody's. */
    Entry next(int free) {
        if (!terms.strict()) {
            return line.first(free);
        }
        Entry head = line.head();
        return head != null && head.quantity <= free ? head : null;
    }

    /** Null: never waited. */
    Entry lastEntryOf(UUID userId) {
        return lastEntries.get(userId);
    }

    int mostSeatsOfAnEntry() {
        return Math.min(terms.maxPerBooking(), capacity);
    }

    /** Somebody who wants, or was promised, more than their user may ever have; null: nobody. */
    Entry anybodyOverTheirLimit() {
        return own.over(Math.min(perUser(), capacity));
    }

    private long perUser() {
        return terms.maxPerUser() == 0 ? Long.MAX_VALUE : terms.maxPerUser();
    }

    /** Which limit a live entry exceeds, as the journal numbers them; −1: none. */
    int limitExceededBy(Entry entry) {
        boolean waits = entry.status.equals("waiting");
        if (waits && entry.quantity > mostSeatsOfAnEntry()) {
            return 0;
        }
        if (entry.inTheEnd > perUser()) {
            return JournalFact.OVER_ITS_USER;
        }
        return waits && entry.inTheEnd > capacity ? 2 : -1;
    }

    /** What is still open though its time is over at {@code at}; null: nothing. */
    Object overdue(long at) {
        while (!deadlines.isEmpty() && !deadlines.peek().isOpen().getAsBoolean()) {
            deadlines.poll();
        }
        Deadline next = deadlines.peek();
        return next != null && next.at() <= at ? next.what() : null;
    }

    Seats seats() {
        return new Seats(capacity, confirmed, held, promised, revenue);
    }

    Queue queue() {
        return new Queue(line.size(), joined, promoted, claimed, unused, waitedMicros);
    }

    // ---- how it changes ----

    void take(Booking booking) {
        bookings.put(booking.id, booking);
        own.change(booking.userId, booking.quantity, lastEntryOf(booking.userId));
        if (booking.status.equals("pending")) {
            held += booking.quantity;
            deadlines.add(new Deadline(booking.holdUntil, () -> booking.status.equals("pending"), booking));
        } else {
            sell(booking, 1);
        }
    }

    /** It must take seats. */
    void move(Booking booking, String next) {
        if (booking.status.equals("pending")) {
            held -= booking.quantity;
        } else {
            sell(booking, -1);
        }
        booking.status = next;
        if (next.equals("confirmed")) {
            sell(booking, 1);
        } else {
            own.change(booking.userId, -booking.quantity, lastEntryOf(booking.userId));
        }
    }

    private void sell(Booking booking, int sign) {
        confirmed += sign * booking.quantity;
        revenue += booking.unitPrice * booking.quantity * sign;
    }

    void join(Entry entry) {
        entries.put(entry.id, entry);
        lastEntries.put(entry.userId, entry);
        line.add(entry);
        own.add(entry);
        joined++;
        if (entry.expiresAt != 0) {
            deadlines.add(new Deadline(entry.expiresAt, () -> entry.status.equals("waiting"), entry));
        }
    }

    void setPriority(Entry entry, int priority) {
        boolean waits = entry.status.equals("waiting");
        if (waits) {
            line.remove(entry);
        }
        entry.priority = priority;
        if (waits) {
            line.add(entry);
        }
    }

    /** It must be live; an open promotion ends with it. */
    void end(Entry entry, String next) {
        if (entry.status.equals("waiting")) {
            line.remove(entry);
            own.remove(entry);
            entry.status = next;
        } else {
            endUnused(entry.promise, next);
        }
    }

    /** Its entry must wait. */
    void promise(Promise promise, long at) {
        promises.put(promise.id, promise);
        line.remove(promise.entry);
        promise.entry.status = "promoted";
        promise.entry.promise = promise;
        promised += promise.entry.quantity;
        promoted++;
        waitedMicros += at - promise.entry.joinedAt;
        deadlines.add(new Deadline(promise.expiresAt, promise::isOpen, promise));
    }

    /** It must be open; its seats go to the booking. */
    void use(Promise promise, UUID bookingId) {
        promise.status = "used";
        promise.bookingId = bookingId;
        promise.entry.status = "converted";
        own.remove(promise.entry);
        promised -= promise.entry.quantity;
        claimed++;
    }

    /** It must be open. */
    void endUnused(Promise promise, String nextOfEntry) {
        promise.status = "expired";
        promise.entry.status = nextOfEntry;
        own.remove(promise.entry);
        promised -= promise.entry.quantity;
        unused++;
    }

    /** The event is over: its holds end, its queue and its promotions; if it was cancelled, what was sold too. */
    void end(String how) {
        status = how;
        boolean cancelled = how.equals("cancelled");
        for (Booking booking : bookings.values()) {
            if (booking.status.equals("pending") || (cancelled && booking.takesSeats())) {
                move(booking, cancelled ? "cancelled" : "expired");
            }
        }
        for (Entry entry : entries.values()) {
            if (entry.isLive()) {
                end(entry, "expired");
            }
        }
        line.clear();
    }
}
