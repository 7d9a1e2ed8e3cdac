package io.evently.projection;

import io.evently.event.BookingReference;
import io.evently.event.BookingStatus;
import io.evently.event.Fact;
import io.evently.tables.BookingRow;
import io.evently.tables.BookingsTable;
import io.evently.tables.PromotionRow;
import io.evently.user.UserFact;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Rows of {@code bookings}. */
final class BookingHandler extends TableHandler {

    private final UserHandler users;
    private final WaitlistHandler waitlist;
    private final Rows<BookingRow> bookings = new Rows<>("booking");

    BookingHandler(UserHandler users, WaitlistHandler waitlist) {
        this.users = users;
        this.waitlist = waitlist;
        on(Fact.BookingMade.class, fact -> bookings.make(fact.bookingId()), this::made);
        on(Fact.PromotionClaimed.class, fact -> bookings.make(fact.bookingId()), this::claimed);
        onChange(Fact.HoldConfirmed.class, BookingStatus.CONFIRMED);
        onChange(Fact.BookingCancelled.class, BookingStatus.CANCELLED);
        onChange(Fact.HoldExpired.class, BookingStatus.EXPIRED);
        ignores(Fact.WaitlistJoined.class, Fact.WaitlistLeft.class, Fact.PriorityChanged.class);
        ignores(Fact.EntryExpired.class, Fact.EntryMadeImpossible.class);
        ignores(Fact.PromotionMade.class, Fact.PromotionDeclined.class, Fact.PromotionExpired.class);
        ignores(Fact.EventFact.class, UserFact.class);
    }

    private <F extends Fact.BookingFact> void onChange(Class<F> kind, BookingStatus status) {
        on(kind, fact -> bookings.need(fact.bookingId()), (fact, stamp) -> {
            BookingRow booking = bookings.get(fact.bookingId(), stamp);
            bookings.put(booking.id(), booking.changed(status.label(), stamp.factNo(), stamp.at()));
        });
    }

    @Override
    void load(Connection connection) throws SQLException {
        BookingsTable.byIds(connection, bookings.needed()).forEach(bookings::loaded);
    }

    /** The booking as it is so far; null: unknown. */
    BookingRow booking(UUID id) {
        return bookings.find(id);
    }

    private void made(Fact.BookingMade fact, Stamp stamp) {
        users.mention(fact.userId());
        add(fact.bookingId(), fact.userId(), fact.quantity(), fact.unitPrice(), fact.holdUntil(), stamp);
    }

    /** A promotion became a booking of its seats at its price. */
    private void claimed(Fact.PromotionClaimed fact, Stamp stamp) {
        PromotionRow promotion = waitlist.promotion(fact.promotionId(), stamp);
        add(fact.bookingId(), promotion.userId(), promotion.quantity(), promotion.unitPrice(), 0, stamp);
    }

    private void add(UUID id, UUID userId, int quantity, long unitPrice, long holdUntil, Stamp stamp) {
        bookings.add(
                id,
                new BookingRow(
                        id,
                        userId,
                        stamp.eventId(),
                        quantity,
                        unitPrice,
                        (holdUntil == 0 ? BookingStatus.CONFIRMED : BookingStatus.PENDING).label(),
                        BookingReference.of(id, stamp.at()),
                        1,
                        holdUntil,
                        stamp.factNo(),
                        stamp.at(),
                        stamp.at()));
    }

    @Override
    void write(Connection connection) throws SQLException {
        BookingsTable.add(connection, bookings.added());
        BookingsTable.upsert(connection, bookings.changed());
    }
}
