package io.evently.event.rules;

import static io.evently.event.rules.EventFixture.A;
import static io.evently.event.rules.EventFixture.ALICE;
import static io.evently.event.rules.EventFixture.B;
import static io.evently.event.rules.EventFixture.BOB;
import static io.evently.event.rules.EventFixture.C;
import static io.evently.event.rules.EventFixture.DAY;
import static io.evently.event.rules.EventFixture.EVENT_DATE;
import static io.evently.event.rules.EventFixture.MINUTE;
import static io.evently.event.rules.EventFixture.PRICE;
import static io.evently.event.rules.EventFixture.START;
import static io.evently.event.rules.EventFixture.book;
import static io.evently.event.rules.EventFixture.cancel;
import static io.evently.event.rules.EventFixture.cancelled;
import static io.evently.event.rules.EventFixture.confirm;
import static io.evently.event.rules.EventFixture.confirmed;
import static io.evently.event.rules.EventFixture.eventCancelled;
import static io.evently.event.rules.EventFixture.eventCompleted;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.expired;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.pricedByHand;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.BookingLimit;
import io.evently.event.BookingStatus;
import io.evently.event.Fact;
import io.evently.event.Rejection;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Holding seats to pay first. A hold lasts 10 minutes here. */
class HoldRulesTest {

    @Test
    void aHoldTakesSeatsUntilItsDeadline() {
        EventFixture event = eventOf(5);

        event.when(hold(A, ALICE, 2)).then(event.made(hold(A, ALICE, 2)));

        event.shows(A, BookingStatus.PENDING).hasSeats(3, 2, 0);
        assertThat(event.booking(A).holdUntil()).isEqualTo(START + 10 * MINUTE);
        assertThat(event.event().nextDeadline()).isEqualTo(START + 10 * MINUTE);
        assertThat(event.event().tally().revenue()).isZero();
    }

    @Test
    void confirmedItIsSoldAtThePriceItWasHeldAt() {
        EventFixture event = eventOf(5).given(hold(A, ALICE, 2)).given(pricedByHand(PRICE, 9_900));

        event.after(MINUTE).when(confirm(A, ALICE)).then(confirmed(A));

        event.shows(A, BookingStatus.CONFIRMED).hasSeats(3, 0, 2);
        assertThat(event.booking(A).totalAmount()).isEqualTo(2 * PRICE);
        assertThat(event.event().nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void confirmedTwiceItIsConfirmedOnce() {
        EventFixture event = eventOf(5).given(hold(A, ALICE, 2)).given(confirmed(A));

        event.when(confirm(A, ALICE)).thenUnchanged();
        event.after(DAY).when(confirm(A, ALICE)).thenUnchanged();
        event.at(EVENT_DATE).when(confirm(A, ALICE)).thenUnchanged();
    }

    @Test
    void itCanBeConfirmedUntilTheLastMicrosecond() {
        EventFixture event = eventOf(5).given(hold(A, ALICE, 2)).given(hold(B, BOB, 2));

        event.at(START + 10 * MINUTE - 1).when(confirm(A, ALICE)).then(confirmed(A));
        event.at(START + 10 * MINUTE).when(confirm(B, BOB)).thenRefused(Rejection.HOLD_EXPIRED);
    }

    @Test
    void itIsShownExpiredAtItsDeadlineAndFreesItsSeatsWithTheNextCommit() {
        EventFixture event = eventOf(5).given(hold(A, ALICE, 2)).at(START + 10 * MINUTE);

        event.shows(A, BookingStatus.EXPIRED).hasSeats(3, 2, 0);
        event.dueEnds(expired(A)).hasSeats(5, 0, 0);
        event.when(confirm(A, ALICE)).thenRefused(Rejection.HOLD_EXPIRED);
        event.dueEnds();
    }

    @Test
    void holdsRunOutInTheOrderOfTheirDeadlinesAndNotBeforeThem() {
        EventFixture event = eventOf(10)
                .given(hold(C, ALICE, 1))
                .after(MINUTE)
                .given(hold(A, BOB, 1))
                .given(hold(B, new UUID(0, 9), 1));

        event.at(START + 10 * MINUTE - 1).dueEnds();
        event.at(START + 11 * MINUTE);
        assertThat(DueFacts.next(event.event(), START + 11 * MINUTE, 2))
                .as("a commit is bounded")
                .containsExactly(expired(C), expired(A));
        event.dueEnds(expired(C), expired(A), expired(B));
    }

    @Test
    void seatsOfAHoldThatIsDueAreNotSoldBeforeItIsEnded() {
        eventOf(2)
                .given(hold(A, ALICE, 2))
                .at(START + 10 * MINUTE)
                .when(book(B, BOB, 1))
                .thenRefused(Rejection.SOLD_OUT)
                .dueEnds(expired(A))
                .when(book(B, BOB, 1))
                .then(EventFixture.made(book(B, BOB, 1), PRICE, START + 10 * MINUTE));
    }

    @Test
    void aUserHasOneOpenHoldAtATime() {
        EventFixture event = eventOf(10).given(hold(A, ALICE, 1));

        event.when(hold(B, ALICE, 1)).thenRefused(BookingLimit.OPEN_HOLDS);
        event.when(book(B, ALICE, 1)).then(event.made(book(B, ALICE, 1)));
        event.when(hold(C, BOB, 1)).then(event.made(hold(C, BOB, 1)));
    }

    @Test
    void aUserMayHoldAgainOnceTheHoldIsConfirmedCancelledOrRunOut() {
        for (Fact end : new Fact[] {confirmed(A), cancelled(A, ALICE), expired(A)}) {
            EventFixture event = eventOf(10).given(hold(A, ALICE, 1)).given(end);

            event.when(hold(B, ALICE, 1)).then(event.made(hold(B, ALICE, 1)));
        }
    }

    @Test
    void cancelledItCannotBeConfirmed() {
        EventFixture event = eventOf(5).given(hold(A, ALICE, 2));

        event.when(cancel(A, ALICE)).then(cancelled(A, ALICE)).hasSeats(5, 0, 0);
        event.when(confirm(A, ALICE)).thenRefused(Rejection.BOOKING_NOT_ACTIVE);
    }

    @Test
    void onlyItsOwnerConfirmsIt() {
        EventFixture event = eventOf(5).given(hold(A, ALICE, 2));

        event.when(confirm(A, BOB)).thenRefused(Rejection.BOOKING_NOT_FOUND);
        event.when(confirm(A, EventFixture.ADMIN)).thenRefused(Rejection.BOOKING_NOT_FOUND);
        event.when(confirm(B, ALICE)).thenRefused(Rejection.BOOKING_NOT_FOUND);
    }

    @Test
    void itCannotBeConfirmedFromTheEventsDateOn() {
        EventFixture event = eventOf(5).at(EVENT_DATE - MINUTE).given(hold(A, ALICE, 2));

        event.at(EVENT_DATE).when(confirm(A, ALICE)).thenRefused(Rejection.EVENT_NOT_ON_SALE);
        event.shows(A, BookingStatus.PENDING);
    }

    @Test
    void itEndsWithItsEvent() {
        EventFixture cancelled = eventOf(5).given(hold(A, ALICE, 2)).given(eventCancelled());
        cancelled.shows(A, BookingStatus.CANCELLED).hasSeats(5, 0, 0);
        cancelled.at(START + DAY).dueEnds();

        EventFixture completed = eventOf(5)
                .at(EVENT_DATE - MINUTE)
                .given(hold(A, ALICE, 2))
                .at(EVENT_DATE)
                .given(eventCompleted());
        completed.shows(A, BookingStatus.EXPIRED).hasSeats(5, 0, 0);
        completed.at(EVENT_DATE + DAY - 1).dueEnds();
        completed.when(confirm(A, ALICE)).thenRefused(Rejection.HOLD_EXPIRED);
    }
}
