package io.evently.event.rules;

import static io.evently.event.rules.EventFixture.A;
import static io.evently.event.rules.EventFixture.ALICE;
import static io.evently.event.rules.EventFixture.B;
import static io.evently.event.rules.EventFixture.BOB;
import static io.evently.event.rules.EventFixture.C;
import static io.evently.event.rules.EventFixture.DAY;
import static io.evently.event.rules.EventFixture.EVENT_DATE;
import static io.evently.event.rules.EventFixture.HOUR;
import static io.evently.event.rules.EventFixture.MINUTE;
import static io.evently.event.rules.EventFixture.START;
import static io.evently.event.rules.EventFixture.book;
import static io.evently.event.rules.EventFixture.cancel;
import static io.evently.event.rules.EventFixture.cancelled;
import static io.evently.event.rules.EventFixture.eventCancelled;
import static io.evently.event.rules.EventFixture.eventCompleted;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.expired;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.BookingStatus;
import io.evently.event.Rejection;
import io.evently.event.state.EndedEventRetention;
import io.evently.event.state.Event;
import org.junit.jupiter.api.Test;

/** Nothing grows for ever: what has ended leaves the actor after 24 hours. */
class ForgettingTest {

    @Test
    void aCancelledBookingIsForgottenADayAfterItsEnd() {
        EventFixture event = eventOf(10).given(book(A, ALICE, 1)).after(HOUR).given(cancelled(A, ALICE));

        event.at(START + HOUR + DAY - 1).marked().shows(A, BookingStatus.CANCELLED);
        event.at(START + HOUR + DAY).marked().hasForgotten(A);
        event.when(cancel(A, ALICE)).thenRefused(Rejection.BOOKING_NOT_FOUND);
    }

    @Test
    void anExpiredHoldIsForgottenADayAfterItsEnd() {
        EventFixture event =
                eventOf(10).given(hold(A, ALICE, 1)).after(10 * MINUTE).given(expired(A));

        event.at(START + 10 * MINUTE + DAY - 1).marked().shows(A, BookingStatus.EXPIRED);
        event.at(START + 10 * MINUTE + DAY).marked().hasForgotten(A);
    }

    @Test
    void whatEndedEarlierIsForgottenEarlierAlsoAfterASnapshot() {
        EventFixture event = eventOf(10)
                .given(book(A, ALICE, 1))
                .given(book(B, BOB, 1))
                .after(HOUR)
                .given(cancelled(B, BOB))
                .after(HOUR)
                .given(cancelled(A, ALICE));

        for (EventFixture each : new EventFixture[] {event, event.restored()}) {
            each.at(START + HOUR + DAY).marked().hasForgotten(B).shows(A, BookingStatus.CANCELLED);
            each.at(START + 2 * HOUR + DAY).marked().hasForgotten(A);
        }
    }

    @Test
    void aConfirmedBookingIsKeptWhateverItsAge() {
        EventFixture event = eventOf(10).given(keyed("k", book(A, ALICE, 2)));

        event.at(START + 20 * DAY).marked().shows(A, BookingStatus.CONFIRMED).hasSeats(8, 0, 2);
        event.when(cancel(A, ALICE)).then(cancelled(A, ALICE)).hasSeats(10, 0, 0);
        event.after(DAY).marked().hasForgotten(A);
    }

    @Test
    void aKeyUsedAgainAfterADayLeavesBothBookingsWhole() {
        EventFixture event = eventOf(10)
                .given(keyed("k", book(A, ALICE, 1)))
                .after(DAY)
                .given(keyed("k", book(B, ALICE, 2)))
                .given(cancelled(A, ALICE));

        event.when(keyed("k", book(C, ALICE, 2))).thenReplayed(event.booking(B));
        event.after(DAY).marked().hasForgotten(A).shows(B, BookingStatus.CONFIRMED);
        event.given(cancelled(B, ALICE)).after(DAY).marked().hasForgotten(B);
    }

    @Test
    void aCancelledEventForgetsAllItsBookingsADayLater() {
        EventFixture event =
                eventOf(10).given(book(A, ALICE, 1)).given(hold(B, BOB, 1)).given(eventCancelled());

        event.at(START + DAY - 1).marked().shows(A, BookingStatus.CANCELLED);
        event.at(START + DAY).marked().hasForgotten(A).hasForgotten(B).hasSeats(10, 0, 0);
        assertThat(event.event().bookings().size()).isZero();
    }

    @Test
    void aCompletedEventForgetsItsHoldsADayLaterAndKeepsWhatWasSold() {
        EventFixture event = eventOf(10)
                .at(EVENT_DATE - MINUTE)
                .given(book(A, ALICE, 1))
                .given(hold(B, BOB, 1))
                .at(EVENT_DATE)
                .given(eventCompleted());

        event.at(EVENT_DATE + DAY - 1).marked().shows(B, BookingStatus.EXPIRED);
        event.at(EVENT_DATE + DAY).marked().hasForgotten(B).shows(A, BookingStatus.CONFIRMED);
        assertThat(event.event().bookings().size()).isEqualTo(1);
    }

    @Test
    void anEventThatIsOverForgetsWithoutACommit() {
        EventFixture cancelled =
                eventOf(10).given(book(A, ALICE, 1)).given(hold(B, BOB, 1)).given(eventCancelled());
        Event event = cancelled.restored().event();

        assertThat(EndedEventRetention.forgetsAt(event)).isEqualTo(START + DAY);
        assertThat(EndedEventRetention.forget(event, START + DAY - 1)).isFalse();
        assertThat(event.bookings().size()).isEqualTo(2);
        assertThat(EndedEventRetention.forget(event, START + DAY)).isTrue();
        assertThat(event.bookings().size()).isZero();
        assertThat(EndedEventRetention.forgetsAt(event)).isEqualTo(Long.MAX_VALUE);
        assertThat(event.tally()).isEqualTo(cancelled.event().tally());
        assertThat(event.everBooked()).isTrue();
    }

    @Test
    void anEventNobodyCreatedHasNothingToForget() {
        assertThat(EndedEventRetention.forgetsAt(new Event())).isEqualTo(Long.MAX_VALUE);
        assertThat(EndedEventRetention.forget(new Event(), START)).isFalse();
    }

    @Test
    void anEventOnSaleForgetsWithItsCommitsOnly() {
        Event event =
                eventOf(10).given(book(A, ALICE, 1)).given(cancelled(A, ALICE)).event();

        assertThat(EndedEventRetention.forget(event, START + 2 * DAY)).isFalse();
        assertThat(event.bookings().size()).isEqualTo(1);
    }
}
