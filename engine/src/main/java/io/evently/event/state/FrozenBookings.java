package io.evently.event.state;

import io.evently.event.Booking;
import java.util.PrimitiveIterator;

/**
 * All bookings of an event as they were when this was made, while the event goes on: what a snapshot is written from. May
 * be handed to another thread.
 */
public final class FrozenBookings {

    private final BookingRows bookings;
    private final RowQueue recent;

    FrozenBookings(BookingRows bookings, RowQueue recent) {
        this.bookings = bookings;
        this.recent = recent;
    }

    public int size() {
        return bookings.size();
    }

    /** Their rows; of those made within a day the older ones first, and before them all others. */
    public PrimitiveIterator.OfInt rows() {
        PrimitiveIterator.OfInt used = bookings.used();
        PrimitiveIterator.OfInt last = recent.iterator();
        return new PrimitiveIterator.OfInt() {
            private int next = other();

            private int other() {
                while (used.hasNext()) {
                    int row = used.nextInt();
                    if (!bookings.is(row, BookingRows.RECENT)) {
                        return row;
                    }
                }
                return RowPages.NONE;
            }

            @Override
            public boolean hasNext() {
                return next != RowPages.NONE || last.hasNext();
            }

            @Override
            public int nextInt() {
                if (next == RowPages.NONE) {
                    return last.nextInt();
                }
                int row = next;
                next = other();
                return row;
            }
        };
    }

    /** The booking in a row. */
    public Booking booking(int row) {
        return bookings.booking(row);
    }

    /** The number of its user; the same user has the same in all rows. */
    public int userOf(int row) {
        return bookings.userOf(row);
    }

    /** Numbers of users are below it. */
    public int users() {
        return bookings.users().end();
    }
}
