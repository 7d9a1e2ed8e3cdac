package io.evently.event.rules;

import static io.evently.event.rules.EventFixture.A;
import static io.evently.event.rules.EventFixture.ADMIN;
import static io.evently.event.rules.EventFixture.ALICE;
import static io.evently.event.rules.EventFixture.B;
import static io.evently.event.rules.EventFixture.BOB;
import static io.evently.event.rules.EventFixture.EVENT;
import static io.evently.event.rules.EventFixture.EVENT_DATE;
import static io.evently.event.rules.EventFixture.HOUR;
import static io.evently.event.rules.EventFixture.PRICE;
import static io.evently.event.rules.EventFixture.START;
import static io.evently.event.rules.EventFixture.anyVersion;
import static io.evently.event.rules.EventFixture.book;
import static io.evently.event.rules.EventFixture.cancel;
import static io.evently.event.rules.EventFixture.cancelAsAdmin;
import static io.evently.event.rules.EventFixture.cancelEvent;
import static io.evently.event.rules.EventFixture.cancelled;
import static io.evently.event.rules.EventFixture.changeCapacity;
import static io.evently.event.rules.EventFixture.completeEvent;
import static io.evently.event.rules.EventFixture.confirm;
import static io.evently.event.rules.EventFixture.deleteEvent;
import static io.evently.event.rules.EventFixture.details;
import static io.evently.event.rules.EventFixture.eventCancelled;
import static io.evently.event.rules.EventFixture.eventCompleted;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.nothing;
import static io.evently.event.rules.EventFixture.pricedByHand;
import static io.evently.event.rules.EventFixture.setPrice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.event.BookingStatus;
import io.evently.event.Commit;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.QueueCounts;
import io.evently.event.Rejection;
import io.evently.event.SeatCounts;
import io.evently.event.WaitlistPolicy;
import io.evently.event.state.Event;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An event is created, changed, and ends once. */
class EventLifeRulesTest {

    @Nested
    class Creating {

        private final EventCommand create = new EventCommand.CreateEvent(EVENT, details(), 10, PRICE, null, ADMIN);

        @Test
        void putsTheEventOnSale() {
            EventFixture event = nothing();

            event.when(create).then(new Fact.EventCreated(EVENT, details(), 10, PRICE, null, ADMIN));

            event.hasSeats(10, 0, 0);
            assertThat(event.event().isOnSale(START)).isTrue();
            assertThat(event.event().version()).isEqualTo(1);
        }

        @Test
        void twiceIsOnce() {
            eventOf(10).given(pricedByHand(PRICE, 1)).when(create).thenUnchanged();
        }
    }

    @Nested
    class Changing {

        @Test
        void leavesWhatIsNotNamed() {
            Details renamed = new Details("Gala", null, "Hall", EVENT_DATE, 10, 0, 10, WaitlistPolicy.STRICT, 15);

            eventOf(10)
                    .when(new EventCommand.ChangeEvent(
                            "Gala", null, null, null, null, null, null, null, null, null, anyVersion(), ADMIN, false))
                    .then(new Fact.EventChanged(renamed, 10, ADMIN));
        }

        @Test
        void canReplaceEverything() {
            Details all = new Details(
                    "Gala", "Bring a hat", "Barn", EVENT_DATE + HOUR, 4, 8, 60, WaitlistPolicy.FIRST_FIT, 30);
            EventFixture event = eventOf(10);

            event.when(new EventCommand.ChangeEvent(
                            "Gala",
                            "Bring a hat",
                            "Barn",
                            EVENT_DATE + HOUR,
                            20,
                            4,
                            8,
                            60,
                            WaitlistPolicy.FIRST_FIT,
                            30,
                            anyVersion(),
                            ADMIN,
                            false))
                    .then(new Fact.EventChanged(all, 20, ADMIN));

            assertThat(event.event().details()).isEqualTo(all);
            assertThat(event.event().version()).isEqualTo(2);
        }

        @Test
        void canTakeTheDescriptionAndTheLimitAway() {
            Details full = new Details("Gala", "Bring a hat", "Hall", EVENT_DATE, 10, 8, 10, WaitlistPolicy.STRICT, 15);
            Details bare =
                    new Details("Gala", null, "Hall", EVENT_DATE, 10, Details.NO_LIMIT, 10, WaitlistPolicy.STRICT, 15);

            eventOf(10)
                    .given(new Fact.EventChanged(full, 10, ADMIN))
                    .when(new EventCommand.ChangeEvent(
                            null, null, null, null, null, null, 0, null, null, null, anyVersion(), ADMIN, true))
                    .then(new Fact.EventChanged(bare, 10, ADMIN));
        }

        @Test
        void canMoveItsTimesToAnotherZone() {
            Details inBerlin = new Details(
                    "Concert", null, "Hall", EVENT_DATE, 10, 0, 10, WaitlistPolicy.STRICT, 15, "Europe/Berlin");
            EventFixture event = eventOf(10);

            event.when(timeZone("Europe/Berlin")).then(new Fact.EventChanged(inBerlin, 10, ADMIN));

            assertThat(event.event().version()).isEqualTo(2);
            event.when(timeZone("Europe/Berlin")).thenUnchanged();
            event.when(timeZone(Details.UTC)).then(new Fact.EventChanged(details(), 10, ADMIN));
        }

        private static EventCommand timeZone(String id) {
            return new EventCommand.ChangeEvent(
                    null, null, null, null, null, null, null, null, null, null, anyVersion(), ADMIN, false, id);
        }

        @Test
        void toWhatItIsChangesNothing() {
            eventOf(10).when(changeCapacity(10)).thenUnchanged();
        }

        @Test
        void movesTheVersionAndBookingsDoNot() {
            EventFixture event = eventOf(10)
                    .given(book(A, ALICE, 1))
                    .given(hold(B, BOB, 1))
                    .given(new Fact.HoldConfirmed(B), cancelled(A, ALICE));
            assertThat(event.event().version()).isEqualTo(1);

            event.when(changeCapacity(20)).then(new Fact.EventChanged(details(), 20, ADMIN));

            assertThat(event.event().version()).isEqualTo(2);
        }
    }

    @Nested
    class Capacity {

        @Test
        void growsAndTheNewSeatsAreForSale() {
            EventFixture event = eventOf(1).given(book(A, ALICE, 1));

            event.when(changeCapacity(3))
                    .then(new Fact.EventChanged(details(), 3, ADMIN))
                    .hasSeats(2, 0, 1);
        }

        @Test
        void shrinksToWhatIsTakenAndNoFurther() {
            EventFixture event = eventOf(10).given(book(A, ALICE, 2)).given(hold(B, BOB, 3));

            event.when(changeCapacity(4)).thenRefused(Rejection.CAPACITY_BELOW_SOLD);
            event.when(changeCapacity(5))
                    .then(new Fact.EventChanged(details(), 5, ADMIN))
                    .hasSeats(0, 3, 2);
        }
    }

    @Nested
    class Cancelling {

        @Test
        void cancelsAllBookingsWithOneFact() {
            EventFixture event =
                    eventOf(10).given(book(A, ALICE, 2)).given(hold(B, BOB, 3)).after(HOUR / 60);

            event.when(cancelEvent()).then(eventCancelled());

            event.shows(A, BookingStatus.CANCELLED)
                    .shows(B, BookingStatus.CANCELLED)
                    .hasSeats(10, 0, 0);
            assertThat(event.event().tally().revenue()).isZero();
            assertThat(event.event().nextDeadline()).isEqualTo(Long.MAX_VALUE);
            event.when(book(EVENT, ALICE, 1)).thenRefused(Rejection.EVENT_NOT_ON_SALE);
        }

        @Test
        void leavesNothingToConfirmOrToCancel() {
            EventFixture event =
                    eventOf(10).given(book(A, ALICE, 2)).given(hold(B, BOB, 3)).given(eventCancelled());

            event.when(confirm(B, BOB)).thenRefused(Rejection.BOOKING_NOT_ACTIVE);
            event.when(cancel(A, ALICE)).thenUnchanged();
            event.when(cancelAsAdmin(B)).thenUnchanged();
        }

        @Test
        void leavesAHoldThatRanOutBeforeExpired() {
            EventFixture event = eventOf(10).given(hold(B, BOB, 3)).after(HOUR).given(eventCancelled());

            event.shows(B, BookingStatus.EXPIRED);
            event.when(confirm(B, BOB)).thenRefused(Rejection.HOLD_EXPIRED);
        }

        @Test
        void twiceIsOnceAndACompletedEventCannotBeCancelled() {
            eventOf(10).given(eventCancelled()).when(cancelEvent()).thenUnchanged();
            eventOf(10)
                    .at(EVENT_DATE)
                    .given(eventCompleted())
                    .when(cancelEvent())
                    .thenRefused(Rejection.EVENT_NOT_ON_SALE);
        }

        @Test
        void endsEveryOtherChange() {
            EventFixture event = eventOf(10).given(eventCancelled());

            event.when(changeCapacity(11)).thenRefused(Rejection.EVENT_NOT_ON_SALE);
            event.when(setPrice(1)).thenRefused(Rejection.EVENT_NOT_ON_SALE);
            event.at(EVENT_DATE).when(completeEvent()).thenRefused(Rejection.EVENT_NOT_ON_SALE);
        }
    }

    @Nested
    class Completing {

        @Test
        void isPossibleFromTheEventsDateOn() {
            EventFixture event = eventOf(10).given(book(A, ALICE, 2)).at(EVENT_DATE - 1);

            event.when(completeEvent()).thenRefused(Rejection.EVENT_NOT_ON_SALE);
            event.at(EVENT_DATE).when(completeEvent()).then(eventCompleted());

            event.shows(A, BookingStatus.CONFIRMED).hasSeats(8, 0, 2);
            assertThat(event.event().tally().revenue()).isEqualTo(2 * PRICE);
        }

        @Test
        void twiceIsOnce() {
            eventOf(10)
                    .at(EVENT_DATE)
                    .given(eventCompleted())
                    .when(completeEvent())
                    .thenUnchanged();
        }
    }

    @Nested
    class Deleting {

        @Test
        void makesItNotFound() {
            EventFixture event = eventOf(10);

            event.when(deleteEvent()).then(new Fact.EventDeleted(ADMIN));

            assertThat(event.event().exists()).isFalse();
            event.when(book(A, ALICE, 1)).thenRefused(Rejection.EVENT_NOT_FOUND);
            event.when(deleteEvent()).thenRefused(Rejection.EVENT_NOT_FOUND);
        }

        @Test
        void isRefusedIfAnythingWasEverBooked() {
            eventOf(10).given(book(A, ALICE, 1)).when(deleteEvent()).thenRefused(Rejection.EVENT_HAS_BOOKINGS);
            eventOf(10)
                    .given(hold(A, ALICE, 1))
                    .given(cancelled(A, ALICE))
                    .after(100 * HOUR)
                    .marked()
                    .hasForgotten(A)
                    .restored()
                    .when(deleteEvent())
                    .thenRefused(Rejection.EVENT_HAS_BOOKINGS);
        }

        @Test
        void isPossibleAfterTheEnd() {
            eventOf(10).given(eventCancelled()).when(deleteEvent()).then(new Fact.EventDeleted(ADMIN));
        }
    }

    @Nested
    class Journal {

        private final SeatCounts empty = new SeatCounts(10, 0, 0, 0, 0);
        private final Event event = eventOf(10).event();

        @Test
        void withAGapIsRefused() {
            assertThatThrownBy(
                            () -> event.apply(new Commit(START, 3, List.of(eventCancelled()), empty, QueueCounts.NONE)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("fact 1 is followed by fact 3");
        }

        @Test
        void whoseSeatsDoNotAddUpIsRefused() {
            Fact sold = EventFixture.made(book(A, ALICE, 2), PRICE, START);

            assertThatThrownBy(() -> event.apply(new Commit(START, 2, List.of(sold), empty, QueueCounts.NONE)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("but the journal says");
        }

        @Test
        void ofAnotherOrderIsRefused() {
            assertThatThrownBy(() -> event.apply(new Commit(
                            START, 2, List.of(new Fact.HoldConfirmed(new UUID(0, 77))), empty, QueueCounts.NONE)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("00000000-0000-0000-0000-00000000004d");
        }

        @Test
        void remembersWhenItsNewestCommitWasDecidedEvenIfThatHeldNoFact() {
            EventFixture marked = eventOf(10).after(HOUR).marked();

            assertThat(marked.event().lastAt()).isEqualTo(START + HOUR);
            assertThat(marked.restored().event().lastAt()).isEqualTo(START + HOUR);
        }
    }
}
