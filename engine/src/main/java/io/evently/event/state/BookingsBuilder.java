package io.evently.event.state;

import io.evently.event.Booking;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** Takes up the bookings of a snapshot, one after the other. Not thread-safe. */
public final class BookingsBuilder {

    private final Bookings bookings = new Bookings();
    private final List<Integer> over = new ArrayList<>();
    private final long at;
    private long lastRecent = Long.MIN_VALUE;

    /** @param at when it was taken, or before: what was a day old by then is not taken for recent */
    public BookingsBuilder(long at) {
        this.at = at;
    }

    /** Bookings in whatever order. */
    static Bookings sorted(List<Booking> remembered, long at) {
        BookingsBuilder builder = new BookingsBuilder(at);
        remembered.stream().sorted(Comparator.comparingLong(Booking::createdAt)).forEach(builder::add);
        return builder.build();
    }

    /**
     * One more.
     *
     * @throws IllegalStateException if it was made within a day, and one that was made later was added before
     */
    public void add(Booking booking) {
        int row = bookings.add(booking, at);
        if (bookings.isRecent(row)) {
            if (booking.createdAt() < lastRecent) {
                throw new IllegalStateException("booking %s comes too late".formatted(booking.id()));
            }
            lastRecent = booking.createdAt();
        }
        if (!booking.status().takesSeats()) {
            over.add(row);
        }
    }

    /**
     * The user whose first booking was added after those of so many other users.
     *
     * @throws IllegalArgumentException if there are not so many
     */
    public UUID user(int number) {
        if (number < 0 || number >= bookings.users().end()) {
            throw new IllegalArgumentException("there is no user %d".formatted(number));
        }
        return bookings.users().id(number);
    }

    /** All that were added. Called once, at the end. */
    public Bookings build() {
        bookings.addEnded(over);
        return bookings;
    }
}
