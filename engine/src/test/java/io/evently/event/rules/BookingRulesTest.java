package io.evently.event.rules;

import static io.evently.event.rules.EventFixture.A;
import static io.evently.event.rules.EventFixture.ALICE;
import static io.evently.event.rules.EventFixture.B;
import static io.evently.event.rules.EventFixture.BOB;
import static io.evently.event.rules.EventFixture.C;
import static io.evently.event.rules.EventFixture.EVENT_DATE;
import static io.evently.event.rules.EventFixture.HOUR;
import static io.evently.event.rules.EventFixture.PRICE;
import static io.evently.event.rules.EventFixture.START;
import static io.evently.event.rules.EventFixture.book;
import static io.evently.event.rules.EventFixture.cancel;
import static io.evently.event.rules.EventFixture.cancelAsAdmin;
import static io.evently.event.rules.EventFixture.cancelled;
import static io.evently.event.rules.EventFixture.event;
import static io.evently.event.rules.EventFixture.eventCompleted;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.expecting;
import static io.evently.event.rules.EventFixture.expired;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.limits;
import static io.evently.event.rules.EventFixture.made;
import static io.evently.event.rules.EventFixture.nothing;
import static io.evently.event.rules.EventFixture.pricedByHand;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Booking;
import io.evently.event.BookingLimit;
import io.evently.event.BookingStatus;
import io.evently.event.Rejection;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Booking seats outright, and giving them back. */
class BookingRulesTest {

    @Nested
    class Seat {

        @Test
        void isSoldAtTheCurrentPrice() {
            EventFixture event = eventOf(10).given(pricedByHand(PRICE, 6_250));

            event.when(book(A, ALICE, 3)).then(made(book(A, ALICE, 3), 6_250, START));

            assertThat(event.booking(A).totalAmount()).isEqualTo(3 * 6_250);
            event.shows(A, BookingStatus.CONFIRMED).hasSeats(7, 0, 3);
        }

        @Test
        void isSoldToTheLast() {
            EventFixture event = eventOf(3).given(book(A, ALICE, 1));

            event.when(book(B, BOB, 3)).thenRefused(Rejection.NOT_ENOUGH_SEATS);
            event.when(book(B, BOB, 2)).then(event.made(book(B, BOB, 2))).hasSeats(0, 0, 3);
            event.when(book(C, BOB, 1)).thenRefused(Rejection.SOLD_OUT);
        }

        @Test
        void ofAnOpenHoldIsNotForSale() {
            eventOf(3).given(hold(A, ALICE, 3)).when(book(B, BOB, 1)).thenRefused(Rejection.SOLD_OUT);
        }

        @Test
        void mayBeFree() {
            EventFixture event = event(10, 0, null, limits(10, 0));

            event.when(expecting(0, book(A, ALICE, 2))).then(made(expecting(0, book(A, ALICE, 2)), 0, START));

            assertThat(event.event().tally().revenue()).isZero();
        }

        @Test
        void costsWhatTheClientExpectsOrIsNotSold() {
            EventFixture event = eventOf(10);

            event.when(expecting(PRICE - 1, book(A, ALICE, 1))).thenRefused(Rejection.PRICE_CHANGED);
            event.when(expecting(PRICE + 1, book(A, ALICE, 1))).thenRefused(Rejection.PRICE_CHANGED);
            event.when(expecting(PRICE, book(A, ALICE, 1))).then(event.made(expecting(PRICE, book(A, ALICE, 1))));
        }

        @Test
        void isSoldUntilTheLastMicrosecondBeforeTheEventsDate() {
            EventFixture event = eventOf(10).at(EVENT_DATE - 1);

            event.when(book(A, ALICE, 1)).then(event.made(book(A, ALICE, 1)));
            event.at(EVENT_DATE).when(book(B, ALICE, 1)).thenRefused(Rejection.EVENT_NOT_ON_SALE);
        }

        @Test
        void ofAnEventNobodyCreatedIsNotFound() {
            nothing().when(book(A, ALICE, 1)).thenRefused(Rejection.EVENT_NOT_FOUND);
        }
    }

    @Nested
    class Limit {

        @Test
        void ofOneBookingIsTheEvents() {
            EventFixture event = event(100, PRICE, null, limits(4, 0));

            event.when(book(A, ALICE, 5)).thenRefused(BookingLimit.SEATS_OF_A_BOOKING);
            event.when(book(A, ALICE, 4)).then(event.made(book(A, ALICE, 4)));
        }

        @Test
        void ofOneUserCountsWhatTheyOwnAndHold() {
            EventFixture event = event(100, PRICE, null, limits(10, 6))
                    .given(book(A, ALICE, 2))
                    .given(hold(B, ALICE, 2));

            event.when(book(C, ALICE, 3)).thenRefused(BookingLimit.SEATS_OF_A_USER);
            event.when(book(C, BOB, 6)).then(event.made(book(C, BOB, 6)));
            event.when(book(EventFixture.EVENT, ALICE, 2)).then(event.made(book(EventFixture.EVENT, ALICE, 2)));
        }

        @Test
        void ofOneUserForgetsWhatEnded() {
            EventFixture event = event(100, PRICE, null, limits(10, 4))
                    .given(book(A, ALICE, 2))
                    .given(hold(B, ALICE, 2))
                    .given(cancelled(A, ALICE), expired(B));

            event.when(book(C, ALICE, 4)).then(event.made(book(C, ALICE, 4)));
        }

        @Test
        void ofOneUserMayBeNone() {
            EventFixture event = eventOf(100).given(book(A, ALICE, 10)).given(book(B, ALICE, 10));

            event.when(book(C, ALICE, 10)).then(event.made(book(C, ALICE, 10)));
        }
    }

    @Nested
    class NodesOwnRetry {

        @Test
        void isAnsweredAsTheFirstTimeWhateverCameBetween() {
            EventFixture event = eventOf(1).given(book(A, ALICE, 1));
            Booking first = event.booking(A);

            event.when(book(A, ALICE, 1)).thenRecognised(first);
            event.after(HOUR).given(cancelled(A, ALICE)).when(book(A, ALICE, 1)).thenRecognised(first);
            event.hasSeats(1, 0, 0);
        }
    }

    @Nested
    class Cancelling {

        @Test
        void givesTheSeatsBackAndTheMoney() {
            EventFixture event = eventOf(5).given(book(A, ALICE, 2)).given(book(B, BOB, 3));

            event.after(HOUR).when(cancel(A, ALICE)).then(cancelled(A, ALICE));

            event.shows(A, BookingStatus.CANCELLED).hasSeats(2, 0, 3);
            assertThat(event.event().tally().revenue()).isEqualTo(3 * PRICE);
        }

        @Test
        void twiceIsOnce() {
            EventFixture event = eventOf(5).given(book(A, ALICE, 2)).given(cancelled(A, ALICE));

            event.when(cancel(A, ALICE)).thenUnchanged();
            event.at(EVENT_DATE).when(cancel(A, ALICE)).thenUnchanged();
        }

        @Test
        void isForTheOwnerAndTheAdminAndHiddenFromOthers() {
            EventFixture event = eventOf(5).given(book(A, ALICE, 2));

            event.when(cancel(A, BOB)).thenRefused(Rejection.BOOKING_NOT_FOUND);
            event.when(cancel(B, ALICE)).thenRefused(Rejection.BOOKING_NOT_FOUND);
            event.when(cancelAsAdmin(A)).then(cancelled(A, EventFixture.ADMIN));
        }

        @Test
        void endsForUsersAtTheEventsDateAndForAdminsWhenItIsOver() {
            EventFixture event =
                    eventOf(5).given(book(A, ALICE, 2)).given(book(B, BOB, 1)).at(EVENT_DATE - 1);

            event.when(cancel(B, BOB)).then(cancelled(B, BOB));
            event.at(EVENT_DATE).when(cancel(A, ALICE)).thenRefused(Rejection.EVENT_NOT_ON_SALE);
            event.when(cancelAsAdmin(A)).then(cancelled(A, EventFixture.ADMIN));
        }

        @Test
        void isOverForAllOnceTheEventIsCompleted() {
            EventFixture event =
                    eventOf(5).given(book(A, ALICE, 2)).at(EVENT_DATE).given(eventCompleted());

            event.when(cancelAsAdmin(A)).thenRefused(Rejection.EVENT_NOT_ON_SALE);
        }

        @Test
        void cannotEndWhatHasRunOut() {
            EventFixture event = eventOf(5).given(hold(A, ALICE, 2)).given(expired(A));

            event.when(cancel(A, ALICE)).thenRefused(Rejection.BOOKING_NOT_ACTIVE);
        }
    }
}
