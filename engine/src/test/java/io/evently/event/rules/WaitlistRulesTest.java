package io.evently.event.rules;

import static io.evently.event.rules.EventFixture.A;
import static io.evently.event.rules.EventFixture.ALICE;
import static io.evently.event.rules.EventFixture.B;
import static io.evently.event.rules.EventFixture.BOB;
import static io.evently.event.rules.EventFixture.C;
import static io.evently.event.rules.EventFixture.EVENT_DATE;
import static io.evently.event.rules.EventFixture.HOUR;
import static io.evently.event.rules.EventFixture.MINUTE;
import static io.evently.event.rules.EventFixture.PRICE;
import static io.evently.event.rules.EventFixture.START;
import static io.evently.event.rules.EventFixture.book;
import static io.evently.event.rules.EventFixture.cancel;
import static io.evently.event.rules.EventFixture.cancelled;
import static io.evently.event.rules.EventFixture.changeCapacity;
import static io.evently.event.rules.EventFixture.changeWaiting;
import static io.evently.event.rules.EventFixture.details;
import static io.evently.event.rules.EventFixture.event;
import static io.evently.event.rules.EventFixture.eventCancelled;
import static io.evently.event.rules.EventFixture.eventCompleted;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.firstFit;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.impossible;
import static io.evently.event.rules.EventFixture.join;
import static io.evently.event.rules.EventFixture.joined;
import static io.evently.event.rules.EventFixture.leave;
import static io.evently.event.rules.EventFixture.left;
import static io.evently.event.rules.EventFixture.limits;
import static io.evently.event.rules.EventFixture.nothing;
import static io.evently.event.rules.EventFixture.prioritised;
import static io.evently.event.rules.EventFixture.setPriority;
import static io.evently.event.rules.EventFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.BookingLimit;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.NotifyPrefs;
import io.evently.event.PromotionStatus;
import io.evently.event.Rejection;
import io.evently.event.SeatLimit;
import io.evently.event.WaitlistEntry;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who may wait, in which order, and for how long. */
class WaitlistRulesTest {

    private static final UUID E1 = new UUID(4, 1);
    private static final UUID E2 = new UUID(4, 2);
    private static final UUID E3 = new UUID(4, 3);
    private static final UUID CAROL = new UUID(0, 4);
    private static final UUID DAN = new UUID(0, 5);

    /** Ten seats, all sold to Alice. */
    private final EventFixture soldOut = eventOf(10).given(book(A, ALICE, 10));

    @Nested
    class Joining {

        @Test
        void whoFindsNoSeatsMayWaitForThem() {
            soldOut.when(join(E1, BOB, 2)).then(joined(join(E1, BOB, 2)));

            WaitlistEntry entry = soldOut.event().waitlist().entryOf(BOB);
            assertThat(entry).isEqualTo(new WaitlistEntry(E1, BOB, 2, 0, START, 3, 0, NotifyPrefs.ALL, null));
            soldOut.hasQueue(E1).owesNothing();
        }

        @Test
        void whomThePublicSaleCouldServeDoesNotWait() {
            EventFixture event = eventOf(10).given(book(A, ALICE, 8));

            event.when(join(E1, BOB, 2)).thenRefused(Rejection.SEATS_AVAILABLE);
            event.when(join(E1, BOB, 3)).then(joined(join(E1, BOB, 3)));
        }

        @Test
        void behindSomebodyWhoWaitsEverybodyWaits() {
            EventFixture event = eventOf(10).given(book(A, ALICE, 8)).given(join(E1, BOB, 3));

            event.when(join(E2, CAROL, 1))
                    .then(joined(join(E2, CAROL, 1)))
                    .hasQueue(E1, E2)
                    .owesNothing();
        }

        @Test
        void byFirstFitWhoFitsBooksInstead() {
            EventFixture event =
                    event(10, PRICE, null, firstFit()).given(book(A, ALICE, 8)).given(join(E1, BOB, 3));

            event.when(join(E2, CAROL, 2)).thenRefused(Rejection.SEATS_AVAILABLE);
        }

        @Test
        void whoseTimeIsOverBeforeItsTurnDoesNotWait() {
            soldOut.when(until(START, join(E1, BOB, 2))).thenRefused(Rejection.ENTRY_EXPIRED);
            soldOut.when(until(START + 1, join(E1, BOB, 2))).then(joined(until(START + 1, join(E1, BOB, 2))));
        }

        @Test
        void onceIsEnough() {
            soldOut.given(join(E1, BOB, 2));

            soldOut.when(join(E2, BOB, 1)).thenRefused(Rejection.ALREADY_WAITING);
        }

        @Test
        void whoIsPromotedDoesNotJoinBesides() {
            soldOut.given(join(E1, BOB, 2)).given(cancelled(A, ALICE)).promises(E1);

            soldOut.when(join(E2, BOB, 9)).thenRefused(Rejection.ALREADY_WAITING);
        }

        @Test
        void theNodesOwnRetryIsRecognised() {
            soldOut.given(join(E1, BOB, 2));

            soldOut.when(join(E1, BOB, 2)).thenUnchanged();
        }

        @Test
        void nobodyWaitsForMoreThanOneBookingMayHave() {
            EventFixture event = event(10, PRICE, null, limits(4, 0))
                    .given(book(A, ALICE, 4))
                    .given(book(B, BOB, 4))
                    .given(book(C, BOB, 2));

            event.when(join(E1, CAROL, 5)).thenRefused(BookingLimit.SEATS_OF_A_BOOKING);
            event.when(join(E1, CAROL, 4)).then(joined(join(E1, CAROL, 4)));
        }

        @Test
        void norForMoreThanThereAre() {
            eventOf(3).when(join(E1, BOB, 4)).thenRefused(BookingLimit.SEATS_OF_A_BOOKING);
        }

        @Test
        void norForMoreThanOneUserMayHave() {
            EventFixture event = event(4, PRICE, null, limits(10, 4))
                    .given(book(A, ALICE, 3))
                    .given(book(B, BOB, 1));

            event.when(join(E1, ALICE, 2)).thenRefused(BookingLimit.SEATS_OF_A_USER);
            event.when(join(E1, ALICE, 1)).then(joined(join(E1, ALICE, 1)));
        }

        @Test
        void nobodyWaitsForWhatIsNotOnSale() {
            nothing().when(join(E1, BOB, 2)).thenRefused(Rejection.EVENT_NOT_FOUND);
            soldOut.at(EVENT_DATE - 1).when(join(E1, BOB, 2)).then(joined(join(E1, BOB, 2)));
            soldOut.at(EVENT_DATE).when(join(E2, CAROL, 2)).thenRefused(Rejection.EVENT_NOT_ON_SALE);
            soldOut.given(eventCancelled()).when(join(E2, CAROL, 2)).thenRefused(Rejection.EVENT_NOT_ON_SALE);
        }

        @Test
        void refusalsComeInTheirOrder() {
            EventFixture event = event(10, PRICE, null, limits(4, 0)).given(book(A, ALICE, 3));
            // Too many, and yet the public could have fewer.
            event.when(join(E1, BOB, 5)).thenRefused(BookingLimit.SEATS_OF_A_BOOKING);
            event.given(book(B, ALICE, 4)).given(join(E1, BOB, 4));
            // Waiting, and too many.
            event.when(join(E2, BOB, 5)).thenRefused(Rejection.ALREADY_WAITING);
            // Over, waiting, and too many.
            event.at(EVENT_DATE).when(join(E2, BOB, 5)).thenRefused(Rejection.EVENT_NOT_ON_SALE);
        }
    }

    @Nested
    class Order {

        @Test
        void whoComesFirstIsServedFirst() {
            soldOut.given(join(E2, CAROL, 1)).given(join(E1, BOB, 1)).given(join(E3, DAN, 1));

            soldOut.hasQueue(E2, E1, E3);
        }

        @Test
        void aHigherPriorityGoesBeforeAnEarlierArrival() {
            soldOut.given(join(E1, BOB, 1)).given(join(E2, CAROL, 1)).given(join(E3, DAN, 1));

            soldOut.when(setPriority(E3, 5)).then(prioritised(E3, 5)).hasQueue(E3, E1, E2);
            soldOut.when(setPriority(E2, 5)).then(prioritised(E2, 5)).hasQueue(E2, E3, E1);
            soldOut.when(setPriority(E3, -1)).then(prioritised(E3, -1)).hasQueue(E2, E1, E3);
        }

        @Test
        void aReasonIsKeptEvenIfThePriorityStays() {
            soldOut.given(join(E1, BOB, 1)).given(join(E2, CAROL, 1)).given(prioritised(E1, 5));

            soldOut.when(setPriority(E1, 5)).then(prioritised(E1, 5)).hasQueue(E1, E2);
        }

        @Test
        void onlyOfAnEntryThatIsAlive() {
            soldOut.when(setPriority(E1, 5)).thenRefused(Rejection.ENTRY_NOT_FOUND);
            soldOut.given(join(E1, BOB, 1)).given(left(E1));
            soldOut.when(setPriority(E1, 5)).thenRefused(Rejection.ENTRY_NOT_FOUND);
        }

        @Test
        void aPromotedEntryHasNoPositionAndKeepsItsPromotion() {
            soldOut.given(join(E1, BOB, 10)).given(join(E2, CAROL, 1));
            soldOut.given(cancelled(A, ALICE)).promises(E1);

            soldOut.when(setPriority(E1, -5))
                    .then(prioritised(E1, -5))
                    .hasQueue(E2)
                    .hasPromised(10);
            assertThat(soldOut.event().positionOf(soldOut.event().waitlist().entry(E1)))
                    .isZero();
        }

        @Test
        void seatsThatAPriorityMovesToTheHeadGoThereAtOnce() {
            EventFixture event = eventOf(10).given(book(A, ALICE, 8));
            event.given(join(E1, BOB, 3)).given(join(E2, CAROL, 2)).owesNothing();

            event.when(setPriority(E2, 1)).then(prioritised(E2, 1)).promises(E2).hasQueue(E1);
        }

        @Test
        void aSnapshotKeepsTheOrder() {
            soldOut.given(join(E2, CAROL, 1)).given(join(E1, BOB, 1)).given(join(E3, DAN, 1));
            soldOut.given(prioritised(E3, 7));

            soldOut.restored().hasQueue(E3, E2, E1);
        }
    }

    @Nested
    class Leaving {

        @Test
        void whoLeavesMakesRoomAndMayComeBackAtTheEnd() {
            soldOut.given(join(E1, BOB, 1)).given(join(E2, CAROL, 1));

            soldOut.when(leave(BOB)).then(left(E1)).hasQueue(E2);
            soldOut.when(join(E3, BOB, 1)).then(joined(join(E3, BOB, 1))).hasQueue(E2, E3);
        }

        @Test
        void whoDoesNotWaitCannotLeave() {
            soldOut.when(leave(BOB)).thenRefused(Rejection.ENTRY_NOT_FOUND);
            soldOut.given(join(E1, BOB, 1)).given(left(E1));
            soldOut.when(leave(BOB)).thenRefused(Rejection.ENTRY_NOT_FOUND);
        }

        /** A message may come a second time, seconds later. */
        @Test
        void whoLeftAnEntryDoesNotLeaveALaterOne() {
            soldOut.given(join(E1, BOB, 1));
            soldOut.when(new EventCommand.LeaveWaitlist(BOB, E1)).then(left(E1)).given(join(E2, BOB, 1));

            soldOut.when(new EventCommand.LeaveWaitlist(BOB, E1)).thenRefused(Rejection.ENTRY_NOT_FOUND);
            soldOut.when(new EventCommand.LeaveWaitlist(BOB, E2)).then(left(E2));
        }

        @Test
        void whoLeftDoesNotJoinAgainByASecondCopyOfWhatTheyAsked() {
            soldOut.given(join(E1, BOB, 1)).given(left(E1));
            soldOut.when(join(E1, BOB, 1)).thenRefused(Rejection.ENTRY_NOT_FOUND);

            // No copy is valid for so long; the memory is small.
            soldOut.after(2 * MINUTE).marked();
            soldOut.when(join(E1, BOB, 1)).then(joined(join(E1, BOB, 1)));
        }

        @Test
        void theHeadThatLeavesLetsTheNextOnesHaveTheFreeSeats() {
            EventFixture event = eventOf(10).given(book(A, ALICE, 8));
            event.given(join(E1, BOB, 3)).given(join(E2, CAROL, 1)).given(join(E3, DAN, 1));

            event.when(leave(BOB)).then(left(E1)).promises(E2, E3);
        }

        @Test
        void whoIsPromotedGivesTheSeatsToTheNext() {
            soldOut.given(join(E1, BOB, 10)).given(join(E2, CAROL, 4));
            soldOut.given(cancelled(A, ALICE)).promises(E1);
            UUID promotion = soldOut.promotionOf(E1);

            soldOut.when(leave(BOB)).then(left(E1)).promises(E2).hasPromised(4);

            assertThat(soldOut.event().promotion(promotion, START).status()).isEqualTo(PromotionStatus.EXPIRED);
        }

        @Test
        void afterTheEventsDateToo() {
            soldOut.given(join(E1, BOB, 1)).at(EVENT_DATE);

            soldOut.when(leave(BOB)).then(left(E1));
        }
    }

    @Nested
    class Ending {

        @Test
        void anEntryWaitsUntilItsLastMicrosecond() {
            soldOut.given(until(START + HOUR, join(E1, BOB, 1)));

            assertThat(soldOut.event().nextDeadline()).isEqualTo(START + HOUR);
            soldOut.at(START + HOUR - 1).owesNothing();
            soldOut.at(START + HOUR).dueEnds(new Fact.EntryExpired(E1)).hasQueue();
        }

        @Test
        void whoTiredOfWaitingDoesNotBlockTheNext() {
            EventFixture event = eventOf(10).given(book(A, ALICE, 8));
            event.given(until(START + HOUR, join(E1, BOB, 3))).given(join(E2, CAROL, 1));

            event.at(START + HOUR).dueEnds(new Fact.EntryExpired(E1)).promises(E2);
        }

        @Test
        void seatsThatComeFreeAtTheSameMomentComeTooLate() {
            EventFixture event =
                    eventOf(4).given(hold(A, ALICE, 4)).given(until(START + 10 * MINUTE, join(E1, BOB, 3)));

            event.at(START + 10 * MINUTE)
                    .dueEnds(EventFixture.expired(A), new Fact.EntryExpired(E1))
                    .owesNothing();
        }

        @Test
        void onceTheSeatsArePromisedTheEntryDoesNotExpire() {
            soldOut.given(until(START + MINUTE, join(E1, BOB, 3)))
                    .given(cancelled(A, ALICE))
                    .promises(E1);

            soldOut.at(START + 15 * MINUTE - 1).owesNothing().hasPromised(3);
        }

        @Test
        void anEntryThatWantsMoreThanABookingMayHaveByNowEnds() {
            soldOut.given(join(E1, BOB, 4)).given(join(E2, CAROL, 2)).given(join(E3, DAN, 3));

            soldOut.when(changeWaiting(2, null, null))
                    .then(new Fact.EventChanged(limits(2, 0), 10, EventFixture.ADMIN))
                    .dueEnds(
                            impossible(E1, SeatLimit.BOOKING_OR_CAPACITY),
                            impossible(E3, SeatLimit.BOOKING_OR_CAPACITY))
                    .hasQueue(E2);
        }

        @Test
        void soDoesOneThatWantsMoreThanTheEventHas() {
            EventFixture event = eventOf(10).given(book(A, ALICE, 2));
            event.given(join(E1, BOB, 9)).given(join(E2, CAROL, 2));

            event.when(changeCapacity(8))
                    .then(new Fact.EventChanged(details(), 8, EventFixture.ADMIN))
                    .dueEnds(impossible(E1, SeatLimit.BOOKING_OR_CAPACITY))
                    .promises(E2);
        }

        @Test
        void withTheEventTheQueueEndsAndNobodyIsPromoted() {
            for (Fact end : new Fact[] {eventCancelled(), eventCompleted()}) {
                EventFixture event = eventOf(10).given(book(A, ALICE, 10));
                event.given(join(E1, BOB, 4)).given(join(E2, CAROL, 8));
                event.given(cancelled(A, ALICE)).promises(E1);

                event.given(end).hasQueue().hasPromised(0).owesNothing();

                assertThat(event.event().waitlist().entryOf(BOB)).isNull();
                assertThat(event.event().waitlist().entryOf(CAROL)).isNull();
                assertThat(event.event().nextDeadline()).isEqualTo(Long.MAX_VALUE);
            }
        }

        @Test
        void fromTheEventsDateOnNobodyIsPromoted() {
            soldOut.given(join(E1, BOB, 1)).at(EVENT_DATE).given(cancelled(A, ALICE));

            soldOut.owesNothing().hasQueue(E1);
        }
    }

    @Nested
    class PublicSale {

        @Test
        void whileSomebodyWaitsThePublicGetsNoneOfTheFreeSeats() {
            EventFixture event = eventOf(10).given(book(A, ALICE, 8)).given(join(E1, BOB, 3));

            event.when(book(B, CAROL, 1)).thenRefused(Rejection.SEATS_PROMISED_TO_WAITLIST);
            event.when(hold(B, CAROL, 1)).thenRefused(Rejection.SEATS_PROMISED_TO_WAITLIST);
            assertThat(event.event().tally().available()).isEqualTo(2);
            assertThat(event.event().seatsForThePublic()).isZero();
        }

        @Test
        void withNoSeatFreeItIsSoldOutWhoeverWaits() {
            soldOut.given(join(E1, BOB, 3));

            soldOut.when(book(B, CAROL, 1)).thenRefused(Rejection.SOLD_OUT);
        }

        @Test
        void whenNobodyWaitsAnyMoreThePublicBuysAgain() {
            EventFixture event =
                    eventOf(10).given(book(A, ALICE, 8)).given(join(E1, BOB, 3)).given(left(E1));

            event.when(book(B, CAROL, 2)).then(event.made(book(B, CAROL, 2)));
        }

        @Test
        void byFirstFitThePublicGetsWhatFitsNobodyWhoWaits() {
            EventFixture event =
                    event(10, PRICE, null, firstFit()).given(book(A, ALICE, 8)).given(join(E1, BOB, 3));

            event.when(book(B, CAROL, 3)).thenRefused(Rejection.NOT_ENOUGH_SEATS);
            event.when(book(B, CAROL, 2)).then(event.made(book(B, CAROL, 2)));
        }

        @Test
        void aCancelledBookingOfASoldOutEventNeverReachesThePublic() {
            soldOut.given(join(E1, BOB, 10));
            soldOut.when(cancel(A, ALICE)).then(cancelled(A, ALICE)).promises(E1);

            soldOut.when(book(B, CAROL, 1)).thenRefused(Rejection.SOLD_OUT);
        }
    }
}
