package io.evently.event.state;

import java.util.UUID;

/**
 * What each user has of the event, and did of late: rows of 32 bytes. A user is in here as long as a booking of theirs is
 * remembered, and has the same number meanwhile. Not thread-safe.
 */
final class UserShares {

    private static final int ID_HIGH = 0;
    private static final int ID_LOW = 1;
    /** From the right: 32 bits of seats, then the row of their newest booking. */
    private static final int SEATS = 2;
    /** From the right: 31 bits of bookings that are remembered, a bit: one is an open hold, then how many are of a day. */
    private static final int BOOKINGS = 3;

    private static final int WIDTH = 4;

    private static final int NEWEST_AT = 32;
    private static final long LOWER_HALF = 0xFFFF_FFFFL;
    private static final long MOST_BOOKINGS = Integer.MAX_VALUE;
    private static final long HAS_HOLD = 1L << 31;
    private static final int RECENT_AT = 32;
    private static final long ONE_RECENT = 1L << RECENT_AT;

    /** Not that of the index of bookings by id: see {@link RowIndex}. */
    private static final int SEGMENT = RowIndex.LARGEST * 7 / 5;

    private final RowPages rows;
    private final RowIndex byId;

    UserShares() {
        rows = new RowPages(WIDTH);
        byId = new RowIndex(this::hashOf, SEGMENT);
    }

    /** A copy that finds nobody by their id. */
    private UserShares(RowPages rows) {
        this.rows = rows;
        byId = new RowIndex(this::hashOf, SEGMENT);
    }

    /** Who has which number now, for another thread to read; nobody is found in it by their id. */
    UserShares copy() {
        return new UserShares(rows.copy());
    }

    int size() {
        return rows.size();
    }

    /** Numbers of users are below it. */
    int end() {
        return rows.end();
    }

    /** The number of a user, or {@link RowPages#NONE}. */
    int find(UUID id) {
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        return byId.find(
                RowIndex.hash(high, low), user -> rows.get(user, ID_LOW) == low && rows.get(user, ID_HIGH) == high);
    }

    /** One more booking of the user is remembered. */
    int join(UUID id) {
        int user = find(id);
        if (user == RowPages.NONE) {
            user = rows.add();
            rows.set(user, ID_HIGH, id.getMostSignificantBits());
            rows.set(user, ID_LOW, id.getLeastSignificantBits());
            rows.set(user, SEATS, (long) RowPages.NONE << NEWEST_AT);
            rows.set(user, BOOKINGS, 0);
            byId.add(hashOf(user), user);
        }
        change(user, BOOKINGS, 1);
        return user;
    }

    /** One booking less; with the last one, the number may become another user's. */
    void leave(int user) {
        change(user, BOOKINGS, -1);
        if ((rows.get(user, BOOKINGS) & MOST_BOOKINGS) == 0) {
            byId.remove(hashOf(user), user);
            rows.free(user);
        }
    }

    UUID id(int user) {
        return new UUID(rows.get(user, ID_HIGH), rows.get(user, ID_LOW));
    }

    int seats(int user) {
        return (int) rows.get(user, SEATS);
    }

    boolean hasHold(int user) {
        return (rows.get(user, BOOKINGS) & HAS_HOLD) != 0;
    }

    /** Bookings made within a day. */
    int recent(int user) {
        return (int) (rows.get(user, BOOKINGS) >> RECENT_AT);
    }

    void addSeats(int user, int seats) {
        long now = (rows.get(user, SEATS) & LOWER_HALF) + seats;
        rows.set(user, SEATS, (rows.get(user, SEATS) & ~LOWER_HALF) | (now & LOWER_HALF));
    }

    /** The row of the newest of their bookings, or {@link RowPages#NONE}. */
    int newest(int user) {
        return (int) (rows.get(user, SEATS) >> NEWEST_AT);
    }

    void setNewest(int user, int row) {
        rows.set(user, SEATS, ((long) row << NEWEST_AT) | (rows.get(user, SEATS) & LOWER_HALF));
    }

    void setHold(int user, boolean hold) {
        long bookings = rows.get(user, BOOKINGS);
        rows.set(user, BOOKINGS, hold ? bookings | HAS_HOLD : bookings & ~HAS_HOLD);
    }

    void addRecent(int user) {
        change(user, BOOKINGS, ONE_RECENT);
    }

    void removeRecent(int user) {
        change(user, BOOKINGS, -ONE_RECENT);
    }

    long bytes() {
        return rows.bytes() + byId.bytes();
    }

    private void change(int user, int field, long by) {
        rows.set(user, field, rows.get(user, field) + by);
    }

    private long hashOf(int user) {
        return RowIndex.hash(rows.get(user, ID_HIGH), rows.get(user, ID_LOW));
    }
}
