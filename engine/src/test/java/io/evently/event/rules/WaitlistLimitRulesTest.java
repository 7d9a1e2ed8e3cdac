package io.evently.event.rules;

import static io.evently.event.rules.EventFixture.A;
import static io.evently.event.rules.EventFixture.ADMIN;
import static io.evently.event.rules.EventFixture.ALICE;
import static io.evently.event.rules.EventFixture.B;
import static io.evently.event.rules.EventFixture.BOB;
import static io.evently.event.rules.EventFixture.C;
import static io.evently.event.rules.EventFixture.EVENT_DATE;
import static io.evently.event.rules.EventFixture.MINUTE;
import static io.evently.event.rules.EventFixture.PRICE;
import static io.evently.event.rules.EventFixture.START;
import static io.evently.event.rules.EventFixture.book;
import static io.evently.event.rules.EventFixture.cancelled;
import static io.evently.event.rules.EventFixture.changeCapacity;
import static io.evently.event.rules.EventFixture.changeMaxPerUser;
import static io.evently.event.rules.EventFixture.claim;
import static io.evently.event.rules.EventFixture.confirmed;
import static io.evently.event.rules.EventFixture.event;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.expired;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.impossible;
import static io.evently.event.rules.EventFixture.join;
import static io.evently.event.rules.EventFixture.joined;
import static io.evently.event.rules.EventFixture.limits;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.BookingLimit;
import io.evently.event.Details;
import io.evently.event.Fact;
import io.evently.event.Rejection;
import io.evently.event.SeatLimit;
import io.evently.event.WaitlistPolicy;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Nobody waits for what they could not take, so no seat is promised in vain and nobody keeps others from theirs. */
class WaitlistLimitRulesTest {

    private static final UUID E1 = new UUID(4, 1);
    private static final UUID E2 = new UUID(4, 2);
    private static final UUID E3 = new UUID(4, 3);
    private static final UUID CAROL = new UUID(0, 4);
    private static final UUID DAN = new UUID(0, 5);

    /** First fit, ten seats a booking. */
    private static EventFixture firstFit(int capacity, int maxPerUser) {
        return event(
                capacity,
                PRICE,
                null,
                new Details("Concert", null, "Hall", EVENT_DATE, 10, maxPerUser, 10, WaitlistPolicy.FIRST_FIT, 15));
    }

    private static Details of(int maxPerUser) {
        return limits(10, maxPerUser);
    }

    @Nested
    class WhatOneUserMayHave {

        /** Three seats, two a user: Alice has two, Bob waits for two. */
        private final EventFixture bobWaits =
                firstFit(3, 2).given(book(A, ALICE, 2)).given(join(E1, BOB, 2));

        @Test
        void whoBooksSoMuchThatTheirWishIsTooMuchWaitsNoLonger() {
            bobWaits.when(book(B, BOB, 1))
                    .then(bobWaits.made(book(B, BOB, 1)))
                    .dueEnds(impossible(E1, SeatLimit.SEATS_OF_A_USER))
                    .hasQueue();

            bobWaits.given(join(E2, CAROL, 1)).given(cancelled(A, ALICE)).promises(E2);
        }

        @Test
        void inTheCommitOfTheBooking() {
            GroupCommit round = new GroupCommit(bobWaits.event(), START, 1_000);
            round.decide(book(B, BOB, 1));

            assertThat(round.commit().facts())
                    .containsExactly(bobWaits.made(book(B, BOB, 1)), impossible(E1, SeatLimit.SEATS_OF_A_USER));
        }

        @Test
        void aHoldCountsAsABooking() {
            bobWaits.when(hold(B, BOB, 1))
                    .then(bobWaits.made(hold(B, BOB, 1)))
                    .dueEnds(impossible(E1, SeatLimit.SEATS_OF_A_USER));
        }

        @Test
        void whoGaveTheirSeatsBackWaitsOn() {
            EventFixture event = firstFit(4, 3).given(book(A, ALICE, 3)).given(join(E1, BOB, 2));
            event.given(book(B, BOB, 1)).owesNothing();
            event.given(cancelled(B, BOB)).given(book(C, BOB, 1)).owesNothing().hasQueue(E1);
        }

        @Test
        void aHoldThatIsConfirmedOrRunsOutIsCountedRight() {
            for (Fact end : new Fact[] {confirmed(B), expired(B)}) {
                EventFixture event = firstFit(4, 3).given(book(A, ALICE, 3)).given(join(E1, BOB, 2));
                event.given(hold(B, BOB, 1)).given(end).owesNothing().hasQueue(E1);

                event.restored().owesNothing();
                Fact tooMuch = impossible(E1, SeatLimit.SEATS_OF_A_USER);
                EventFixture smaller = event.when(changeMaxPerUser(2)).then(changed(event, 2));
                if (end.equals(confirmed(B))) {
                    smaller.dueEnds(tooMuch);
                } else {
                    smaller.owesNothing();
                }
            }
        }

        @Test
        void aSmallerLimitEndsAllWhoWantMoreWhateverTheyHave() {
            EventFixture event = event(10, PRICE, null, of(8))
                    .given(book(A, ALICE, 8))
                    .given(book(B, BOB, 2))
                    .given(join(E1, CAROL, 4))
                    .given(join(E2, BOB, 2))
                    .given(join(E3, DAN, 3));

            event.when(changeMaxPerUser(3))
                    .then(changed(event, 3))
                    .dueEnds(impossible(E1, SeatLimit.SEATS_OF_A_USER))
                    .dueEnds(impossible(E2, SeatLimit.SEATS_OF_A_USER))
                    .owesNothing()
                    .hasQueue(E3);
        }

        @Test
        void theNextInLineGetsTheSeatsInTheSameCommit() {
            EventFixture event = event(10, PRICE, null, of(0))
                    .given(book(A, ALICE, 9))
                    .given(join(E1, BOB, 2))
                    .given(join(E2, CAROL, 1));
            GroupCommit round = new GroupCommit(event.event(), START, 1_000);

            round.decide(changeMaxPerUser(1));

            assertThat(round.commit().facts())
                    .extracting(fact -> fact.getClass().getSimpleName())
                    .containsExactly("EventChanged", "EntryMadeImpossible", "PromotionMade");
            event.hasQueue();
            assertThat(event.event().waitlist().entryOf(CAROL).promotionId()).isNotNull();
        }

        @Test
        void aCommitEndsABoundedNumberAndNobodyIsServedBefore() {
            EventFixture event = eventOf(2).given(book(A, ALICE, 2));
            for (int i = 0; i < 5; i++) {
                event.given(join(new UUID(9, i), new UUID(7, i), 2));
            }
            event.given(join(E1, BOB, 1)).given(changed(event, 1));

            GroupCommit round = new GroupCommit(event.event(), START, 3);

            assertThat(round.isSettled()).as("two more are due").isFalse();
            assertThat(round.commit().facts()).hasSize(3);
            assertThat(event.event().queue().waiting()).isEqualTo(3);
            assertThat(new GroupCommit(event.event(), START, 3).isSettled()).isTrue();
            event.hasQueue(E1);
        }

        private static Fact changed(EventFixture event, int maxPerUser) {
            Details before = event.event().details();
            return new Fact.EventChanged(
                    new Details(
                            before.name(),
                            before.description(),
                            before.venue(),
                            before.eventDate(),
                            before.maxPerBooking(),
                            maxPerUser,
                            before.holdMinutes(),
                            before.waitlistPolicy(),
                            before.windowMinutes()),
                    event.event().tally().capacity(),
                    ADMIN);
        }
    }

    @Nested
    class WhatIsPromised {

        /** Ten seats, four a user; three are promised to Bob, one is free. */
        private final EventFixture promised = event(10, PRICE, null, of(4))
                .given(book(A, ALICE, 4))
                .given(book(B, CAROL, 4))
                .given(book(C, DAN, 2))
                .given(join(E1, BOB, 3))
                .given(cancelled(A, ALICE))
                .promises(E1);

        private final UUID promotion = promised.promotionOf(E1);

        @Test
        void countsAsOnesOwnSoNobodyBooksAwayWhatIsPromisedToThem() {
            promised.given(cancelled(C, DAN)).hasSeats(3, 0, 4);
            UUID own = new UUID(5, 1);

            promised.when(book(own, BOB, 2)).thenRefused(BookingLimit.SEATS_OF_A_USER);
            promised.when(book(own, BOB, 1))
                    .then(promised.made(book(own, BOB, 1)))
                    .owesNothing();
            promised.when(claim(promotion, new UUID(5, 2), BOB))
                    .then(new Fact.PromotionClaimed(promotion, new UUID(5, 2)));
        }

        @Test
        void aSmallerLimitEndsItAndTheNextIsPromoted() {
            promised.given(join(E2, DAN, 2)).given(cancelled(C, DAN)).promises(E2);
            promised.given(join(E3, ALICE, 1)).promises(E3);
            GroupCommit round = new GroupCommit(promised.event(), START, 1_000);
            UUID alices = promised.promotionOf(E3);

            round.decide(changeMaxPerUser(2));

            assertThat(round.commit().facts()).contains(new Fact.PromotionExpired(promotion, true));
            assertThat(promised.event().waitlist().entryOf(BOB)).isNull();
            promised.hasPromised(3)
                    .when(claim(promotion, new UUID(5, 1), BOB))
                    .thenRefused(Rejection.PROMOTION_EXPIRED);
            promised.when(claim(alices, new UUID(5, 2), ALICE)).then(new Fact.PromotionClaimed(alices, new UUID(5, 2)));
        }

        @Test
        void aSmallerBookingDoesNotEndItBecauseItCanBeClaimed() {
            promised.when(EventFixture.changeWaiting(1, null, null))
                    .then(new Fact.EventChanged(limits(1, 4), 10, ADMIN))
                    .owesNothing();
            promised.when(claim(promotion, new UUID(5, 1), BOB))
                    .then(new Fact.PromotionClaimed(promotion, new UUID(5, 1)));
        }
    }

    @Nested
    class WhatOthersHave {

        @Test
        void nobodyWaitsForMoreThanOthersCouldGiveBack() {
            EventFixture event = eventOf(10).given(book(A, ALICE, 1));

            event.when(join(E1, ALICE, 10)).thenRefused(BookingLimit.SEATS_OF_OTHERS);
            event.given(book(B, BOB, 1));
            event.when(join(E1, ALICE, 9)).then(joined(join(E1, ALICE, 9)));
        }

        @Test
        void norForMoreThanThatBesideAHold() {
            EventFixture event = eventOf(3).given(hold(A, ALICE, 2)).given(book(B, BOB, 1));

            event.when(join(E1, ALICE, 2)).thenRefused(BookingLimit.SEATS_OF_OTHERS);
            event.when(join(E1, ALICE, 1)).then(joined(join(E1, ALICE, 1)));
        }

        @Test
        void whoBooksWhatTheyWaitedForDoesNotBlockTheRest() {
            EventFixture event = firstFit(10, 0).given(book(A, ALICE, 1)).given(join(E1, BOB, 10));

            event.when(book(B, BOB, 1))
                    .then(event.made(book(B, BOB, 1)))
                    .dueEnds(impossible(E1, SeatLimit.SEATS_OF_OTHERS))
                    .hasQueue();
        }

        @Test
        void aSmallerHallEndsWhoWantsMoreThanIsLeftBesideTheirOwnSeats() {
            EventFixture event = eventOf(10).given(book(A, ALICE, 6)).given(book(B, BOB, 2));
            event.given(join(E1, ALICE, 4)).given(join(E2, BOB, 3));

            event.when(changeCapacity(8))
                    .then(new Fact.EventChanged(EventFixture.details(), 8, ADMIN))
                    .dueEnds(impossible(E1, SeatLimit.SEATS_OF_OTHERS))
                    .owesNothing()
                    .hasQueue(E2);
        }
    }

    @Nested
    class WhatIsMadeInADay {

        @Test
        void whoMadeAllOfADayDoesNotWait() {
            EventFixture event =
                    eventOf(2).given(Loops.bookedAndCancelled(99, BOB)).given(book(A, ALICE, 2));
            event.when(join(E1, BOB, 1)).then(joined(join(E1, BOB, 1)));

            EventFixture all =
                    eventOf(2).given(Loops.bookedAndCancelled(100, BOB)).given(book(A, ALICE, 2));
            all.when(join(E1, BOB, 1)).thenRefused(BookingLimit.BOOKINGS_IN_A_DAY);
        }

        @Test
        void whoWaitsOrIsPromotedCanAlwaysClaim() {
            EventFixture event = firstFit(3, 0)
                    .given(Loops.bookedAndCancelled(98, BOB))
                    .given(book(A, ALICE, 2))
                    .given(join(E1, BOB, 2));
            UUID last = new UUID(5, 1);
            event.when(book(last, BOB, 1)).then(event.made(book(last, BOB, 1)));
            // Three less his own one: he still waits for two.
            event.hasQueue(E1).given(cancelled(last, BOB));
            event.when(book(new UUID(5, 2), BOB, 1)).thenRefused(BookingLimit.BOOKINGS_IN_A_DAY);

            event.after(MINUTE).given(cancelled(A, ALICE)).promises(E1);
            UUID promotion = event.promotionOf(E1);
            event.when(book(new UUID(5, 2), BOB, 1)).thenRefused(BookingLimit.BOOKINGS_IN_A_DAY);
            event.when(claim(promotion, new UUID(5, 3), BOB))
                    .then(new Fact.PromotionClaimed(promotion, new UUID(5, 3)));
        }
    }

    @Test
    void aSnapshotKnowsWhoHasWhat() {
        EventFixture event =
                firstFit(3, 2).given(book(A, ALICE, 2)).given(join(E1, BOB, 1)).given(book(B, BOB, 1));

        EventFixture restored = event.restored();
        restored.when(changeMaxPerUser(1))
                .then(new Fact.EventChanged(
                        new Details("Concert", null, "Hall", EVENT_DATE, 10, 1, 10, WaitlistPolicy.FIRST_FIT, 15),
                        3,
                        ADMIN))
                .dueEnds(impossible(E1, SeatLimit.SEATS_OF_A_USER));
        assertThat(List.copyOf(restored.event().waitlist().entries())).isEmpty();
    }
}
