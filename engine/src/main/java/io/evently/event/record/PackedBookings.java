package io.evently.event.record;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.KeyHash;
import io.evently.event.state.Bookings;
import io.evently.event.state.BookingsBuilder;
import io.evently.event.state.FrozenBookings;
import io.evently.record.Codec;
import io.evently.record.RecordReader;
import io.evently.record.RecordWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.UUID;

/**
 * The bookings of a snapshot, some 55 bytes each, in packs of 1,024: a list of records, each with the number of its
 * bookings and their bytes. In them a booking is
 *
 * <ul>
 *   <li>a byte: 2 bits of status, then a bit each for: hold, key, changed since, expects a price, expects another price
 *       than its own, first booking of its user here;
 *   <li>the 16 bytes of its id, and of its key if it has one;
 *   <li>the 16 bytes of its user if it is their first, else how many users came before theirs;
 *   <li>quantity, price less the price before, making less the making before, and, if the bits say so, the end of the hold
 *       and the last change, less the making, and the price it expected.
 * </ul>
 *
 * Numbers take as many groups of 7 bits as they need, the lowest first, a sign in the lowest bit.
 */
final class PackedBookings {

    private static final int IN_A_PACK = 1_024;
    /** A byte, three ids and seven numbers. */
    private static final int LARGEST = 1 + 3 * 16 + 7 * 10;

    private static final int STATUS = 3;
    private static final int IS_HOLD = 1 << 2;
    private static final int HAS_KEY = 1 << 3;
    private static final int IS_CHANGED = 1 << 4;
    private static final int EXPECTS_A_PRICE = 1 << 5;
    private static final int EXPECTS_ANOTHER = 1 << 6;
    private static final int IS_FIRST = 1 << 7;

    private static final BookingStatus[] STATUSES = BookingStatus.values();

    private PackedBookings() {}

    static void write(RecordWriter out, FrozenBookings bookings) {
        Writer packs = new Writer(bookings);
        out.array(() -> packs.forEachRemaining(pack -> out.array(() -> pack.write(out))));
    }

    /**
     * The bookings that were written.
     *
     * @param at when the snapshot was taken
     */
    static Bookings read(RecordReader in, long at) {
        BookingsBuilder bookings = new BookingsBuilder(at);
        List<Integer> unused = in.list(Codec.reading(pack -> readPack(pack, bookings)));
        return bookings.build();
    }

    /** Goes from pack to pack. */
    private static final class Writer implements Iterator<Writer> {

        private final FrozenBookings bookings;
        private final PrimitiveIterator.OfInt rows;
        private final ByteBuffer bytes = ByteBuffer.allocate(IN_A_PACK * LARGEST);
        /** By the user's number in the event, their number in the snapshot and 1; 0: not written yet. */
        private final int[] writtenAs;

        private int users;
        private int count;

        Writer(FrozenBookings bookings) {
            this.bookings = bookings;
            this.rows = bookings.rows();
            this.writtenAs = new int[bookings.users()];
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public Writer next() {
            bytes.clear();
            count = 0;
            long priceBefore = 0;
            long madeBefore = 0;
            while (count < IN_A_PACK && rows.hasNext()) {
                int row = rows.nextInt();
                Booking booking = bookings.booking(row);
                write(booking, bookings.userOf(row), priceBefore, madeBefore);
                priceBefore = booking.unitPrice();
                madeBefore = booking.createdAt();
                count++;
            }
            return this;
        }

        private void write(RecordWriter out) {
            byte[] pack = new byte[bytes.position()];
            bytes.flip().get(pack);
            out.number(count).bytes(pack);
        }

        private void write(Booking booking, int user, long priceBefore, long madeBefore) {
            int flags = flags(booking) | (writtenAs[user] == 0 ? IS_FIRST : 0);
            bytes.put((byte) flags);
            put(booking.id());
            if (booking.key() != null) {
                bytes.putLong(booking.key().high()).putLong(booking.key().low());
            }
            if (writtenAs[user] == 0) {
                put(booking.userId());
                writtenAs[user] = ++users;
            } else {
                put(writtenAs[user] - 1);
            }
            put(booking.quantity());
            put(booking.unitPrice() - priceBefore);
            put(booking.createdAt() - madeBefore);
            if ((flags & IS_HOLD) != 0) {
                put(booking.holdUntil() - booking.createdAt());
            }
            if ((flags & IS_CHANGED) != 0) {
                put(booking.changedAt() - booking.createdAt());
            }
            if ((flags & EXPECTS_ANOTHER) != 0) {
                put(booking.expectedPrice());
            }
        }

        @SuppressWarnings("EnumOrdinal") // new ones come last: BookingStatus
        private static int flags(Booking booking) {
            boolean expects = booking.expectedPrice() != Booking.NO_EXPECTED_PRICE;
            return booking.status().ordinal()
                    | (booking.holdUntil() == 0 ? 0 : IS_HOLD)
                    | (booking.key() == null ? 0 : HAS_KEY)
                    | (booking.changedAt() == booking.createdAt() ? 0 : IS_CHANGED)
                    | (expects ? EXPECTS_A_PRICE : 0)
                    | (expects && booking.expectedPrice() != booking.unitPrice() ? EXPECTS_ANOTHER : 0);
        }

        private void put(UUID id) {
            bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }

        private void put(long number) {
            long left = (number << 1) ^ (number >> 63);
            while ((left & ~0x7FL) != 0) {
                bytes.put((byte) (left | 0x80));
                left >>>= 7;
            }
            bytes.put((byte) left);
        }
    }

    private static int readPack(RecordReader in, BookingsBuilder bookings) {
        int count = in.count();
        byte[] pack = in.bytes();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(pack == null ? new byte[0] : pack);
            long price = 0;
            long madeAt = 0;
            for (int i = 0; i < count; i++) {
                Booking booking = read(bytes, bookings, price, madeAt);
                bookings.add(booking);
                price = booking.unitPrice();
                madeAt = booking.createdAt();
            }
            if (bytes.hasRemaining()) {
                throw new IllegalStateException("%d bytes are left".formatted(bytes.remaining()));
            }
            return count;
        } catch (RuntimeException damaged) {
            throw new UncheckedIOException(new IOException("these are not %d bookings".formatted(count), damaged));
        }
    }

    private static Booking read(ByteBuffer bytes, BookingsBuilder bookings, long priceBefore, long madeBefore) {
        int flags = bytes.get();
        UUID id = id(bytes);
        KeyHash key = (flags & HAS_KEY) == 0 ? null : new KeyHash(bytes.getLong(), bytes.getLong());
        UUID user = (flags & IS_FIRST) == 0 ? bookings.user(Math.toIntExact(number(bytes))) : id(bytes);
        int quantity = Math.toIntExact(number(bytes));
        long price = priceBefore + number(bytes);
        long madeAt = madeBefore + number(bytes);
        long holdUntil = (flags & IS_HOLD) == 0 ? 0 : madeAt + number(bytes);
        long changedAt = (flags & IS_CHANGED) == 0 ? madeAt : madeAt + number(bytes);
        long expected = (flags & EXPECTS_A_PRICE) == 0 ? Booking.NO_EXPECTED_PRICE : price;
        return new Booking(
                id,
                user,
                quantity,
                price,
                STATUSES[flags & STATUS],
                madeAt,
                holdUntil,
                changedAt,
                key,
                (flags & EXPECTS_ANOTHER) == 0 ? expected : number(bytes));
    }

    private static UUID id(ByteBuffer bytes) {
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static long number(ByteBuffer bytes) {
        long number = 0;
        int shift = 0;
        byte group;
        do {
            group = bytes.get();
            number |= (group & 0x7FL) << shift;
            shift += 7;
        } while (group < 0 && shift < Long.SIZE);
        return (number >>> 1) ^ -(number & 1);
    }
}
