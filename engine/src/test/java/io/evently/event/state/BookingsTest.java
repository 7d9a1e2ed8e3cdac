package io.evently.event.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bookings as rows against bookings as objects, which are known to be right, through long histories. */
class BookingsTest {

    private static final long START = 1_767_225_600_123_456L;
    private static final long HOUR = 3_600_000_000L;
    private static final UUID USER = new UUID(7, 7);

    /** One sale, told to both; what one was frozen to is looked at again much later. */
    private static final class Sale {
        private final Random random;
        private final int users;
        private Bookings flat = new Bookings();
        private ReferenceBookings reference = new ReferenceBookings();
        private final List<UUID> ids = new ArrayList<>();
        private long at = START;
        private FrozenBookings frozen = flat.freeze();
        private List<Booking> whenFrozen = List.of();
        private String where;

        Sale(long seed, int users) {
            this.random = new Random(seed);
            this.users = users;
        }

        void goOn(int step) {
            where = "step " + step;
            passTime();
            int what = random.nextInt(10);
            if (what < 6 || ids.isEmpty()) {
                book();
            } else {
                change(ids.get(Math.max(0, ids.size() - 1 - random.nextInt(1 + random.nextInt(400)))));
            }
            flat.forget(at);
            reference.forget(at);
            if (flat.isSparse()) {
                flat = flat.compacted(at);
            }
            answersTheSame();
        }

        private void passTime() {
            int what = random.nextInt(200);
            at += what == 0 ? random.nextInt(30) * HOUR : what < 100 ? random.nextInt(3_000_000) : 0;
        }

        private UUID user() {
            return new UUID(0, random.nextInt(users));
        }

        private KeyHash key() {
            return random.nextInt(3) == 0 ? null : new KeyHash(random.nextInt(3) - 1, 5);
        }

        private void book() {
            UUID user = user();
            KeyHash key = key();
            if (key != null && reference.byKey(user, key, at) != null) {
                key = null;
            }
            boolean hold = random.nextInt(3) == 0 && !reference.hasOpenHold(user);
            UUID id = new UUID((at / 1_000) << 16, random.nextLong());
            ids.add(id);
            tellBoth(new Fact.BookingMade(
                    id, user, quantity(), price(), hold ? at + deadline() : 0, key, expectedPrice()));
        }

        private int quantity() {
            return random.nextInt(100) == 0 ? random.nextInt() : 1 + random.nextInt(10);
        }

        private long price() {
            int what = random.nextInt(60);
            return what == 0 ? random.nextLong() >>> 8 : what == 1 ? 9_999_999_999L : what == 2 ? 0 : 4_990;
        }

        private long expectedPrice() {
            int what = random.nextInt(20);
            return what == 0 ? random.nextLong() : what < 10 ? 4_990 : Booking.NO_EXPECTED_PRICE;
        }

        private long deadline() {
            int what = random.nextInt(20);
            return what == 0 ? 30 * HOUR : what == 1 ? 0 : (1 + random.nextInt(60)) * 60_000_000L;
        }

        private void change(UUID id) {
            Booking old = reference.byId(id);
            if (old == null || !old.status().takesSeats()) {
                return;
            }
            boolean isHold = old.status() == BookingStatus.PENDING;
            int what = random.nextInt(3);
            tellBoth(
                    isHold && what == 0
                            ? new Fact.HoldConfirmed(id)
                            : isHold && what == 1
                                    ? new Fact.HoldExpired(id)
                                    : new Fact.BookingCancelled(id, old.userId()));
        }

        private void tellBoth(Fact.BookingFact fact) {
            List<UUID> told = new ArrayList<>();
            List<UUID> expected = new ArrayList<>();
            flat.apply(fact, at, told::add);
            reference.apply(fact, at, expected::add);
            assertThat(told).as(where).isEqualTo(expected);
        }

        private void answersTheSame() {
            UUID user = user();
            KeyHash key = new KeyHash(random.nextInt(3) - 1, 5);
            UUID id = ids.get(random.nextInt(ids.size()));
            long then = at + random.nextInt(30) * HOUR;
            assertThat(flat.byId(id)).as(where).isEqualTo(reference.byId(id));
            assertThat(flat.byKey(user, key, then)).as(where).isEqualTo(reference.byKey(user, key, then));
            assertThat(flat.seatsOf(user)).as(where).isEqualTo(reference.seatsOf(user));
            assertThat(flat.hasOpenHold(user)).as(where).isEqualTo(reference.hasOpenHold(user));
            int many = 1 + random.nextInt(5);
            assertThat(flat.hasMade(many, user, then)).as(where).isEqualTo(reference.hasMade(many, user, then));
            assertThat(flat.size()).as(where).isEqualTo(reference.size());
            assertThat(flat.confirmedSeats()).as(where).isEqualTo(reference.confirmedSeats());
            assertThat(flat.heldSeats()).as(where).isEqualTo(reference.heldSeats());
            assertThat(flat.revenue()).as(where).isEqualTo(reference.revenue());
            Booking next = reference.nextHoldToExpire();
            assertThat(flat.nextHoldToExpire()).as(where).isEqualTo(next == null ? Long.MAX_VALUE : next.holdUntil());
        }

        void hasTheSame() {
            assertThat(inOrder(flat)).as(where).isEqualTo(inOrder(reference));
            assertThat(listOf(flat.openHolds())).as(where).isEqualTo(listOf(reference.openHolds()));
            assertThat(inOrder(bookingsOf(frozen))).as(where).isEqualTo(whenFrozen);
        }

        void freeze() {
            frozen = flat.freeze();
            whenFrozen = inOrder(reference);
        }

        /** Both come back from what they remember. */
        void comeBack() {
            List<Booking> remembered = listOf(reference);
            ReferenceBookings again = new ReferenceBookings();
            again.restore(remembered, at);
            reference = again;
            BookingsBuilder builder = new BookingsBuilder(at);
            bookingsOf(flat.freeze()).forEach(builder::add);
            flat = builder.build();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40, 3_000})
    void answerAsObjectsDo(int users) {
        for (long seed = 1; seed <= 3; seed++) {
            Sale sale = new Sale(seed, users);
            for (int step = 1; step <= 12_000; step++) {
                sale.goOn(step);
                if (step % 1_500 == 0) {
                    sale.hasTheSame();
                }
                if (step % 2_500 == 0) {
                    sale.freeze();
                }
                if (step % 4_000 == 0) {
                    sale.comeBack();
                    sale.hasTheSame();
                }
            }
            sale.hasTheSame();
        }
    }

    @Test
    void aLargeSaleIsTheSameToo() {
        int many = 60_000;
        Random random = new Random(1);
        Bookings flat = new Bookings();
        ReferenceBookings reference = new ReferenceBookings();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            UUID id = new UUID(START + i, random.nextLong());
            ids.add(id);
            long until = i % 3 == 0 ? START + i + random.nextInt(1_000_000) : 0;
            Fact.BookingMade made = new Fact.BookingMade(
                    id, new UUID(i % 50_000, 1), 1, 4_990, until, new KeyHash(i, random.nextLong()), 4_990);
            flat.apply(made, START + i, user -> {});
            reference.apply(made, START + i, user -> {});
        }
        FrozenBookings frozen = flat.freeze();
        List<Booking> whenFrozen = inOrder(reference);
        for (int i = 0; i < many; i += 1 + random.nextInt(3)) {
            Fact.BookingFact over = new Fact.BookingCancelled(ids.get(i), USER);
            flat.apply(over, START + many, user -> {});
            reference.apply(over, START + many, user -> {});
        }
        assertThat(inOrder(flat)).isEqualTo(inOrder(reference));
        assertThat(listOf(flat.openHolds())).isEqualTo(listOf(reference.openHolds()));
        assertThat(inOrder(bookingsOf(frozen))).isEqualTo(whenFrozen);
        for (Booking booking : reference) {
            assertThat(flat.byId(booking.id())).isEqualTo(booking);
            assertThat(flat.byKey(booking.userId(), booking.key(), START + many))
                    .isEqualTo(booking);
        }
        flat.forget(START + many + 24 * HOUR);
        reference.forget(START + many + 24 * HOUR);
        assertThat(inOrder(flat)).isEqualTo(inOrder(reference));
    }

    @Test
    void keepValuesThatNoContractAllows() {
        Bookings bookings = new Bookings();
        long[] extremes = {Long.MIN_VALUE, -1, 0, 1, 9_999_999_999L, 1L << 48, Long.MAX_VALUE};
        int number = 0;
        for (long price : extremes) {
            for (long expected : extremes) {
                for (long holdUntil : extremes) {
                    var made = new Fact.BookingMade(
                            new UUID(1, number++),
                            USER,
                            Integer.MIN_VALUE,
                            price,
                            holdUntil,
                            new KeyHash(0, 0),
                            expected);
                    bookings.apply(made, START, user -> {});
                    assertThat(bookings.byId(made.bookingId())).isEqualTo(Booking.made(made, START));
                    bookings.apply(new Fact.BookingCancelled(made.bookingId(), USER), START + 1, user -> {});
                    assertThat(bookings.byId(made.bookingId()))
                            .isEqualTo(Booking.made(made, START).in(BookingStatus.CANCELLED, START + 1));
                }
            }
        }
    }

    @Test
    void aBookingThatTakesNoSeatsCannotEnd() {
        Bookings bookings = new Bookings();
        UUID id = new UUID(1, 1);
        assertThatThrownBy(() -> bookings.apply(new Fact.HoldConfirmed(id), START, user -> {}))
                .isInstanceOf(IllegalStateException.class);
        bookings.apply(made(id, 0), START, user -> {});
        bookings.apply(new Fact.BookingCancelled(id, USER), START, user -> {});
        assertThatThrownBy(() -> bookings.apply(new Fact.BookingCancelled(id, USER), START, user -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void bookingsOfADayInTheWrongOrderAreNoSnapshot() {
        BookingsBuilder builder = new BookingsBuilder(START);
        builder.add(Booking.made(made(new UUID(1, 1), 0), START));
        assertThatThrownBy(() -> builder.add(Booking.made(made(new UUID(1, 2), 0), START - 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void openHoldsThatEndedWithTheirEventAreForgottenTogether() {
        Bookings bookings = new Bookings();
        for (int i = 0; i < 1_000; i++) {
            bookings.apply(made(new UUID(1, i), START + 1_000 - i), START, user -> {});
        }
        bookings.apply(made(new UUID(2, 1), 0), START, user -> {});
        bookings.forget(START + 24 * HOUR);
        bookings.forgetOpenHolds();
        assertThat(listOf(bookings)).extracting(Booking::id).containsExactly(new UUID(2, 1));
        assertThat(bookings.openHolds()).isEmpty();
        assertThat(bookings.heldSeats()).isZero();
        assertThat(bookings.seatsOf(USER)).isEqualTo(1);
    }

    private static Fact.BookingMade made(UUID id, long holdUntil) {
        return new Fact.BookingMade(id, USER, 1, 4_990, holdUntil, null, Booking.NO_EXPECTED_PRICE);
    }

    private static List<Booking> bookingsOf(FrozenBookings frozen) {
        List<Booking> all = new ArrayList<>();
        for (PrimitiveIterator.OfInt rows = frozen.rows(); rows.hasNext(); ) {
            all.add(frozen.booking(rows.nextInt()));
        }
        assertThat(all).hasSize(frozen.size());
        return all;
    }

    private static List<Booking> inOrder(Iterable<Booking> bookings) {
        List<Booking> all = listOf(bookings);
        all.sort(Comparator.comparing(Booking::id));
        return all;
    }

    private static List<Booking> listOf(Iterable<Booking> bookings) {
        List<Booking> all = new ArrayList<>();
        bookings.forEach(all::add);
        return all;
    }
}
