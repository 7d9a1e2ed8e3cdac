package io.evently.event.rules;

import io.evently.event.Booking;
import io.evently.event.BookingLimit;
import io.evently.event.Details;
import io.evently.event.EventCommand.Book;
import io.evently.event.EventCommand.BookingCommand;
import io.evently.event.EventCommand.CancelBooking;
import io.evently.event.EventCommand.ConfirmHold;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.event.Rejection;
import io.evently.event.state.Event;
import io.evently.event.state.Waitlist;
import java.util.List;
import java.util.UUID;

/**
 * The rules of booking, holding, confirming and cancelling. The checks of a command stand in the order of
 * {@link Rejection}: one that is met answers null, the first that is not is told.
 */
public final class BookingRules {

    /**
     * What one user may make of one event in 24 hours, ended ones included ({@code design.md}): bookings, claims among
     * them, and as many promotions. What has ended is remembered for as long, so a loop would fill the actor.
     */
    static final int MOST_IN_A_DAY = 100;

    private static final long MINUTE = 60_000_000L;

    private BookingRules() {}

    static Decision decide(Event event, long at, BookingCommand command) {
        if (command instanceof Book book) {
            return book(event, at, book);
        }
        return command instanceof ConfirmHold confirm
                ? confirm(event, at, confirm)
                : cancel(event, at, (CancelBooking) command);
    }

    private static Decision book(Event event, long at, Book book) {
        Booking mine = event.booking(book.bookingId(), at);
        if (mine != null) {
            return new Decision.Repeated(mine.asFirstAnswered(), false);
        }
        Booking sameKey = book.key() == null ? null : event.bookings().byKey(book.userId(), book.key(), at);
        if (sameKey != null && isSameRequest(sameKey, book)) {
            return new Decision.Repeated(sameKey.asFirstAnswered(), true);
        }
        Rejection refusal = keyMustNotBelongToAnotherRequest(sameKey);
        refusal = refusal != null ? refusal : eventMustBeOnSale(event, at);
        BookingLimit limit = refusal != null ? null : limitReached(event, at, book);
        if (limit != null) {
            return Decision.refuse(event, limit);
        }
        refusal = refusal != null ? refusal : seatsMustSuffice(event, book.quantity());
        refusal = refusal != null ? refusal : priceMustBeTheExpectedOne(event, book);
        if (refusal != null) {
            return Decision.refuse(event, refusal);
        }
        Fact made = new Fact.BookingMade(
                book.bookingId(),
                book.userId(),
                book.quantity(),
                event.currentPrice(),
                book.hold() ? at + event.details().holdMinutes() * MINUTE : 0,
                book.key(),
                book.expectedPrice());
        return Decision.booking(book.bookingId(), Pricing.afterSale(event, book.hold() ? 0 : book.quantity(), made));
    }

    private static Decision confirm(Event event, long at, ConfirmHold confirm) {
        Booking booking = event.booking(confirm.bookingId(), at);
        if (booking == null || !booking.isOpenTo(confirm.by(), false)) {
            return Decision.refuse(event, Rejection.BOOKING_NOT_FOUND);
        }
        return switch (booking.status()) {
            case CONFIRMED -> Decision.booking(booking.id(), List.of());
            case EXPIRED -> Decision.refuse(event, Rejection.HOLD_EXPIRED);
            case CANCELLED -> Decision.refuse(event, Rejection.BOOKING_NOT_ACTIVE);
            case PENDING ->
                event.isOnSale(at)
                        ? Decision.booking(
                                booking.id(),
                                Pricing.afterSale(event, booking.quantity(), new Fact.HoldConfirmed(booking.id())))
                        : Decision.refuse(event, Rejection.EVENT_NOT_ON_SALE);
        };
    }

    private static Decision cancel(Event event, long at, CancelBooking cancel) {
        Booking booking = event.booking(cancel.bookingId(), at);
        if (booking == null || !booking.isOpenTo(cancel.by(), cancel.asAdmin())) {
            return Decision.refuse(event, Rejection.BOOKING_NOT_FOUND);
        }
        return switch (booking.status()) {
            case CANCELLED -> Decision.booking(booking.id(), List.of());
            case EXPIRED -> Decision.refuse(event, Rejection.BOOKING_NOT_ACTIVE);
            case PENDING, CONFIRMED ->
                event.isOnSale(at) || (cancel.asAdmin() && event.status() == EventStatus.ACTIVE)
                        ? Decision.booking(booking.id(), List.of(new Fact.BookingCancelled(booking.id(), cancel.by())))
                        : Decision.refuse(event, Rejection.EVENT_NOT_ON_SALE);
        };
    }

    /** @param another what another request did with the key, or null */
    static Rejection keyMustNotBelongToAnotherRequest(Record another) {
        return another == null ? null : Rejection.IDEMPOTENCY_KEY_REUSED;
    }

    static Rejection eventMustBeOnSale(Event event, long at) {
        return event.isOnSale(at) ? null : Rejection.EVENT_NOT_ON_SALE;
    }

    /** Whether the user may hold or own so many seats more. */
    static boolean userMayHave(Event event, UUID userId, int more) {
        int most = event.details().maxPerUser();
        return most == Details.NO_LIMIT || (long) event.bookings().seatsOf(userId) + more <= most;
    }

    private static boolean isSameRequest(Booking before, Book now) {
        return before.quantity() == now.quantity()
                && before.wasHeld() == now.hold()
                && before.expectedPrice() == now.expectedPrice();
    }

    /** Null if there is none. */
    private static BookingLimit limitReached(Event event, long at, Book book) {
        UUID userId = book.userId();
        Waitlist waitlist = event.waitlist();
        if (book.quantity() > event.details().maxPerBooking()) {
            return BookingLimit.SEATS_OF_A_BOOKING;
        }
        // Who waits, or has a promotion, will make one booking of it: nobody books away what they are waiting for.
        int claimsToCome = waitlist.has(userId) ? 1 : 0;
        if (event.bookings().hasMade(MOST_IN_A_DAY - claimsToCome, userId, at)) {
            return BookingLimit.BOOKINGS_IN_A_DAY;
        }
        if (!userMayHave(event, userId, book.quantity() + waitlist.promisedTo(userId))) {
            return BookingLimit.SEATS_OF_A_USER;
        }
        return book.hold() && event.bookings().hasOpenHold(userId) ? BookingLimit.OPEN_HOLDS : null;
    }

    private static Rejection seatsMustSuffice(Event event, int quantity) {
        int open = event.seatsForThePublic();
        if (open >= quantity) {
            return null;
        }
        if (open > 0) {
            return Rejection.NOT_ENOUGH_SEATS;
        }
        return event.tally().available() == 0 ? Rejection.SOLD_OUT : Rejection.SEATS_PROMISED_TO_WAITLIST;
    }

    private static Rejection priceMustBeTheExpectedOne(Event event, Book book) {
        boolean expected =
                book.expectedPrice() == Booking.NO_EXPECTED_PRICE || book.expectedPrice() == event.currentPrice();
        return expected ? null : Rejection.PRICE_CHANGED;
    }
}
