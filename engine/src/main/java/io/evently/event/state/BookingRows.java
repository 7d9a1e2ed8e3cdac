package io.evently.event.state;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.KeyHash;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.UUID;

/**
 * Bookings as rows of 64 bytes: id, key and times as they are, the rest packed. What does not fit, such as a hold that
 * lasts for half a minute, is kept whole besides; the rules make no such booking. The bookings of a user are a chain, the
 * newest first. Not thread-safe.
 */
final class BookingRows {

    // The numbers of a row. A key that is absent is zeros.
    private static final int ID_HIGH = 0;
    private static final int ID_LOW = 1;
    private static final int KEY_HIGH = 2;
    private static final int KEY_LOW = 3;
    private static final int CREATED_AT = 4;
    private static final int CHANGED_AT = 5;
    /** From the right: 2 bits of status, 6 flags, 8 bits of quantity, 12 of minutes that a hold lasts, 36 of the price. */
    private static final int TERMS = 6;
    /** From the right: 32 bits of the number of the user's booking before, then of the user. */
    private static final int OWNER = 7;

    private static final int WIDTH = 8;

    private static final int STATUS = 3;
    private static final int HAS_KEY = 1 << 2;
    private static final int IS_HOLD = 1 << 3;
    private static final int EXPECTS_ITS_PRICE = 1 << 4;
    private static final int IS_ODD = 1 << 5;
    /** Set by {@link Bookings}: it is among those made within a day. */
    static final int RECENT = 1 << 6;

    private static final int QUANTITY_AT = 8;
    private static final int QUANTITY = 0xFF;
    private static final int MINUTES_AT = 16;
    private static final int MINUTES = 0xFFF;
    private static final int PRICE_AT = 28;
    private static final int PRICE_BITS = Long.SIZE - PRICE_AT;
    private static final int USER_AT = 32;
    private static final long LOWER_HALF = 0xFFFF_FFFFL;
    private static final long MINUTE = 60_000_000;

    private static final BookingStatus[] STATUSES = BookingStatus.values();

    private final RowPages rows;
    private final UserShares users;
    /** By row, what does not fit in one. */
    private final Map<Integer, Booking> odd;

    BookingRows(UserShares users) {
        this(new RowPages(WIDTH), users, new HashMap<>());
    }

    private BookingRows(RowPages rows, UserShares users, Map<Integer, Booking> odd) {
        this.rows = rows;
        this.users = users;
        this.odd = odd;
    }

    /** The same bookings, as they are now, for another thread to read. */
    BookingRows copy() {
        return new BookingRows(rows.copy(), users.copy(), new HashMap<>(odd));
    }

    int size() {
        return rows.size();
    }

    /** Rows have numbers below it. */
    int end() {
        return rows.end();
    }

    PrimitiveIterator.OfInt used() {
        return rows.used();
    }

    UserShares users() {
        return users;
    }

    /** The row of a booking that has none yet. */
    @SuppressWarnings("EnumOrdinal") // read back by this very process
    int add(Booking booking, int user) {
        int row = rows.add();
        boolean fits = fits(booking);
        KeyHash key = booking.key();
        boolean isHold = booking.holdUntil() != 0;
        long[] page = rows.writable(row);
        int at = rows.offset(row);
        page[at + ID_HIGH] = booking.id().getMostSignificantBits();
        page[at + ID_LOW] = booking.id().getLeastSignificantBits();
        page[at + KEY_HIGH] = key == null ? 0 : key.high();
        page[at + KEY_LOW] = key == null ? 0 : key.low();
        page[at + CREATED_AT] = booking.createdAt();
        page[at + CHANGED_AT] = booking.changedAt();
        page[at + TERMS] = booking.status().ordinal()
                | (key == null ? 0 : HAS_KEY)
                | (isHold ? IS_HOLD : 0)
                | (booking.expectedPrice() == Booking.NO_EXPECTED_PRICE ? 0 : EXPECTS_ITS_PRICE)
                | (fits ? terms(booking) : IS_ODD);
        page[at + OWNER] = ((long) user << USER_AT) | (users.newest(user) & LOWER_HALF);
        users.setNewest(user, row);
        if (!fits) {
            odd.put(row, booking);
        }
        return row;
    }

    private static boolean fits(Booking booking) {
        boolean asExpected =
                booking.expectedPrice() == Booking.NO_EXPECTED_PRICE || booking.expectedPrice() == booking.unitPrice();
        long lasts = booking.holdUntil() == 0 ? 0 : booking.holdUntil() - booking.createdAt();
        boolean holdFits = lasts >= 0 && lasts <= MINUTES * MINUTE && lasts % MINUTE == 0;
        return asExpected
                && holdFits
                && (booking.unitPrice() >>> PRICE_BITS) == 0
                && (booking.quantity() & ~QUANTITY) == 0;
    }

    private static long terms(Booking booking) {
        long minutes = booking.holdUntil() == 0 ? 0 : (booking.holdUntil() - booking.createdAt()) / MINUTE;
        return (booking.unitPrice() << PRICE_AT) | (minutes << MINUTES_AT) | ((long) booking.quantity() << QUANTITY_AT);
    }

    /** The booking as others may see and keep it. */
    Booking booking(int row) {
        long terms = rows.get(row, TERMS);
        if ((terms & IS_ODD) != 0) {
            return odd.get(row);
        }
        long price = terms >>> PRICE_AT;
        return new Booking(
                id(row),
                users.id(userOf(row)),
                quantity(terms),
                price,
                status(terms),
                createdAt(row),
                holdUntil(row, terms),
                changedAt(row),
                (terms & HAS_KEY) == 0 ? null : new KeyHash(rows.get(row, KEY_HIGH), rows.get(row, KEY_LOW)),
                (terms & EXPECTS_ITS_PRICE) == 0 ? Booking.NO_EXPECTED_PRICE : price);
    }

    /** The bookings in these rows. */
    Iterator<Booking> bookings(PrimitiveIterator.OfInt each) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public Booking next() {
                return booking(each.nextInt());
            }
        };
    }

    UUID id(int row) {
        return new UUID(rows.get(row, ID_HIGH), rows.get(row, ID_LOW));
    }

    boolean hasId(int row, UUID id) {
        return rows.get(row, ID_LOW) == id.getLeastSignificantBits()
                && rows.get(row, ID_HIGH) == id.getMostSignificantBits();
    }

    /** The newest booking that this user made with this key within a day, or {@link RowPages#NONE}. */
    int findRecent(int user, KeyHash key) {
        int row = users.newest(user);
        while (row != RowPages.NONE && is(row, RECENT) && !hasKey(row, key)) {
            row = before(row);
        }
        return row != RowPages.NONE && is(row, RECENT) ? row : RowPages.NONE;
    }

    private boolean hasKey(int row, KeyHash key) {
        return rows.get(row, KEY_LOW) == key.low() && rows.get(row, KEY_HIGH) == key.high() && is(row, HAS_KEY);
    }

    /** The booking that the same user made before. */
    private int before(int row) {
        return (int) rows.get(row, OWNER);
    }

    long hashOfId(int row) {
        return RowIndex.hash(rows.get(row, ID_HIGH), rows.get(row, ID_LOW));
    }

    /** Its number among the users. */
    int userOf(int row) {
        return (int) (rows.get(row, OWNER) >>> USER_AT);
    }

    int quantity(int row) {
        long terms = rows.get(row, TERMS);
        return (terms & IS_ODD) == 0 ? quantity(terms) : odd.get(row).quantity();
    }

    /** Cents for all its seats. */
    long totalAmount(int row) {
        long terms = rows.get(row, TERMS);
        return (terms & IS_ODD) == 0
                ? (terms >>> PRICE_AT) * quantity(terms)
                : odd.get(row).totalAmount();
    }

    BookingStatus status(int row) {
        return status(rows.get(row, TERMS));
    }

    long createdAt(int row) {
        return rows.get(row, CREATED_AT);
    }

    long changedAt(int row) {
        return rows.get(row, CHANGED_AT);
    }

    long holdUntil(int row) {
        return holdUntil(row, rows.get(row, TERMS));
    }

    boolean is(int row, int flag) {
        return (rows.get(row, TERMS) & flag) != 0;
    }

    void set(int row, int flag, boolean on) {
        long terms = rows.get(row, TERMS);
        rows.set(row, TERMS, on ? terms | flag : terms & ~flag);
    }

    /** It is in another status since {@code at}. */
    @SuppressWarnings("EnumOrdinal") // as above
    void move(int row, BookingStatus next, long at) {
        rows.set(row, TERMS, (rows.get(row, TERMS) & ~STATUS) | next.ordinal());
        rows.set(row, CHANGED_AT, at);
        if (is(row, IS_ODD)) {
            odd.put(row, odd.get(row).in(next, at));
        }
    }

    void free(int row) {
        if (is(row, IS_ODD)) {
            odd.remove(row);
        }
        leaveChain(row);
        rows.free(row);
    }

    private void leaveChain(int row) {
        int user = userOf(row);
        int later = users.newest(user);
        if (later == row) {
            users.setNewest(user, before(row));
            return;
        }
        while (before(later) != row) {
            later = before(later);
        }
        rows.set(later, OWNER, ((long) user << USER_AT) | (before(row) & LOWER_HALF));
    }

    /** Which of two holds of one deadline comes first: as their ids do. */
    int order(int one, int other) {
        int byHigh = Long.compare(rows.get(one, ID_HIGH), rows.get(other, ID_HIGH));
        return byHigh == 0 ? Long.compare(rows.get(one, ID_LOW), rows.get(other, ID_LOW)) : byHigh;
    }

    long bytes() {
        return rows.bytes() + 100L * odd.size();
    }

    private long holdUntil(int row, long terms) {
        if ((terms & IS_HOLD) == 0) {
            return 0;
        }
        return (terms & IS_ODD) == 0
                ? createdAt(row) + ((terms >>> MINUTES_AT) & MINUTES) * MINUTE
                : odd.get(row).holdUntil();
    }

    private static int quantity(long terms) {
        return (int) (terms >>> QUANTITY_AT) & QUANTITY;
    }

    private static BookingStatus status(long terms) {
        return STATUSES[(int) terms & STATUS];
    }
}
