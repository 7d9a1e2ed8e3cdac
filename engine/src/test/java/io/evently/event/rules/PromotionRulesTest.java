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
import static io.evently.event.rules.EventFixture.cancelled;
import static io.evently.event.rules.EventFixture.changeCapacity;
import static io.evently.event.rules.EventFixture.changeWaiting;
import static io.evently.event.rules.EventFixture.claim;
import static io.evently.event.rules.EventFixture.decline;
import static io.evently.event.rules.EventFixture.details;
import static io.evently.event.rules.EventFixture.event;
import static io.evently.event.rules.EventFixture.eventCancelled;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.firstFit;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.join;
import static io.evently.event.rules.EventFixture.joined;
import static io.evently.event.rules.EventFixture.limits;
import static io.evently.event.rules.EventFixture.pricedByHand;
import static io.evently.event.rules.EventFixture.ranOut;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Details;
import io.evently.event.Fact;
import io.evently.event.PricingRule;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.QueueCounts;
import io.evently.event.Rejection;
import io.evently.event.WaitlistPolicy;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Whom freed seats are promised to, and what becomes of a promise. A window is 15 minutes here. */
class PromotionRulesTest {

    private static final UUID E1 = new UUID(4, 1);
    private static final UUID E2 = new UUID(4, 2);
    private static final UUID E3 = new UUID(4, 3);
    private static final UUID CAROL = new UUID(0, 4);
    private static final UUID DAN = new UUID(0, 5);
    private static final long WINDOW = 15 * MINUTE;

    /** Ten seats, sold: four, four and two. */
    private final EventFixture soldOut =
            eventOf(10).given(book(A, ALICE, 4)).given(book(B, ALICE, 4)).given(book(C, ALICE, 2));

    @Nested
    class Promising {

        @Test
        void aCancelledBookingsSeatsArePromisedToTheHeadOfTheQueue() {
            soldOut.given(join(E1, BOB, 2)).given(join(E2, CAROL, 2)).given(join(E3, DAN, 1));

            soldOut.given(cancelled(A, ALICE))
                    .promises(E1, E2)
                    .hasQueue(E3)
                    .hasPromised(4)
                    .hasSeats(0, 0, 6);
        }

        @Test
        void soAreThoseOfAHoldThatRanOut() {
            EventFixture event = eventOf(4).given(hold(A, ALICE, 4)).given(join(E1, BOB, 3));

            event.at(START + 10 * MINUTE)
                    .dueEnds(EventFixture.expired(A))
                    .promises(E1)
                    .hasSeats(1, 0, 0);
        }

        @Test
        void soAreNewOnes() {
            soldOut.given(join(E1, BOB, 2));

            soldOut.when(changeCapacity(12))
                    .then(new Fact.EventChanged(details(), 12, EventFixture.ADMIN))
                    .promises(E1);
        }

        @Test
        void strictlyTheHeadIsWaitedFor() {
            soldOut.given(join(E1, BOB, 5)).given(join(E2, CAROL, 1));

            soldOut.given(cancelled(A, ALICE)).owesNothing();
            soldOut.given(cancelled(C, ALICE)).promises(E1, E2).hasPromised(6);
        }

        @Test
        void byFirstFitWhoeverFitsIsServedInOrder() {
            EventFixture event = event(10, PRICE, null, firstFit())
                    .given(book(A, ALICE, 4))
                    .given(book(B, ALICE, 6))
                    .given(join(E1, BOB, 5))
                    .given(join(E2, CAROL, 3))
                    .given(join(E3, DAN, 2));

            event.given(cancelled(A, ALICE)).promises(E2).hasQueue(E1, E3).hasSeats(1, 0, 6);
        }

        @Test
        void anotherPolicyServesThoseWhoFitByNow() {
            soldOut.given(join(E1, BOB, 5)).given(join(E2, CAROL, 1)).given(cancelled(A, ALICE));

            soldOut.when(changeWaiting(null, WaitlistPolicy.FIRST_FIT, null))
                    .then(new Fact.EventChanged(firstFit(), 10, EventFixture.ADMIN))
                    .promises(E2);
        }

        @Test
        void atThePriceOfThatMomentAndForTheWindowOfThatMoment() {
            soldOut.given(join(E1, BOB, 2)).given(pricedByHand(PRICE, 7_000));
            soldOut.when(changeWaiting(null, null, 60))
                    .then(new Fact.EventChanged(
                            new Details("Concert", null, "Hall", EVENT_DATE, 10, 0, 10, WaitlistPolicy.STRICT, 60),
                            10,
                            EventFixture.ADMIN));

            soldOut.after(MINUTE).given(cancelled(C, ALICE)).promises(E1);

            Promotion promotion = soldOut.event().promotion(soldOut.promotionOf(E1), START + MINUTE);
            assertThat(promotion.unitPrice()).isEqualTo(7_000);
            assertThat(promotion.expiresAt()).isEqualTo(START + 61 * MINUTE);
            assertThat(promotion.quantity()).isEqualTo(2);
            assertThat(promotion.id().version()).isEqualTo(7);
            assertThat(promotion.id().variant()).isEqualTo(2);
        }

        @Test
        void aCommitMakesABoundedNumberOfThemAndTheRestFollows() {
            soldOut.given(join(E1, BOB, 1)).given(join(E2, CAROL, 1)).given(join(E3, DAN, 1));
            soldOut.given(cancelled(A, ALICE));

            assertThat(DueFacts.next(soldOut.event(), START, 2)).hasSize(2);
            GroupCommit round = new GroupCommit(soldOut.event(), START, 2);
            assertThat(round.isSettled()).as("one more is due").isFalse();
            assertThat(round.commit().facts()).hasSize(2);
            soldOut.promises(E3);
        }
    }

    @Nested
    class Claiming {

        private UUID promotion;

        @BeforeEach
        void promise() {
            soldOut.given(join(E1, BOB, 3))
                    .given(join(E2, CAROL, 2))
                    .given(cancelled(A, ALICE))
                    .promises(E1);
            promotion = soldOut.promotionOf(E1);
        }

        @Test
        void makesABookingAtThePromisedPrice() {
            soldOut.given(pricedByHand(PRICE, 9_900));

            soldOut.when(claim(promotion, new UUID(5, 1), BOB))
                    .then(new Fact.PromotionClaimed(promotion, new UUID(5, 1)))
                    .shows(new UUID(5, 1), BookingStatus.CONFIRMED)
                    .hasPromised(0)
                    .hasSeats(1, 0, 9);

            assertThat(soldOut.booking(new UUID(5, 1)).totalAmount()).isEqualTo(3 * PRICE);
            assertThat(soldOut.event().waitlist().entryOf(BOB)).isNull();
        }

        @Test
        void twiceItIsOneBookingAndOneAnswer() {
            soldOut.given(new Fact.PromotionClaimed(promotion, new UUID(5, 1)));
            Booking first = soldOut.booking(new UUID(5, 1));

            soldOut.when(claim(promotion, new UUID(5, 2), BOB)).thenReplayed(first);
            soldOut.when(claim(promotion, new UUID(5, 1), BOB)).thenRecognised(first);
            soldOut.after(DAY - 1)
                    .marked()
                    .when(claim(promotion, new UUID(5, 2), BOB))
                    .thenReplayed(first);
            soldOut.given(cancelled(new UUID(5, 1), BOB))
                    .when(claim(promotion, new UUID(5, 2), BOB))
                    .thenReplayed(first);
        }

        @Test
        void aDayLaterThePromotionIsForgotten() {
            soldOut.given(new Fact.PromotionClaimed(promotion, new UUID(5, 1)));

            soldOut.after(DAY)
                    .marked()
                    .when(claim(promotion, new UUID(5, 2), BOB))
                    .thenRefused(Rejection.PROMOTION_NOT_FOUND);
        }

        @Test
        void isForItsOwner() {
            soldOut.when(claim(promotion, new UUID(5, 1), CAROL)).thenRefused(Rejection.PROMOTION_NOT_FOUND);
            soldOut.when(claim(new UUID(5, 9), new UUID(5, 1), BOB)).thenRefused(Rejection.PROMOTION_NOT_FOUND);
        }

        @Test
        void isPossibleUntilTheLastMicrosecondOfTheWindow() {
            soldOut.at(START + WINDOW)
                    .when(claim(promotion, new UUID(5, 1), BOB))
                    .thenRefused(Rejection.PROMOTION_EXPIRED);
            soldOut.at(START + WINDOW - 1)
                    .when(claim(promotion, new UUID(5, 1), BOB))
                    .then(new Fact.PromotionClaimed(promotion, new UUID(5, 1)));
        }

        @Test
        void isRefusedOnceTheEventIsOverOrItsDateHasCome() {
            soldOut.at(EVENT_DATE).when(claim(promotion, new UUID(5, 1), BOB)).thenRefused(Rejection.EVENT_NOT_ON_SALE);
            soldOut.at(START)
                    .given(eventCancelled())
                    .when(claim(promotion, new UUID(5, 1), BOB))
                    .thenRefused(Rejection.EVENT_NOT_ON_SALE);
        }

        /** What nodes before it knew the rule let happen. */
        @Test
        void keepsToWhatOneUserMayHave() {
            EventFixture event = event(10, PRICE, null, limits(10, 4))
                    .given(book(A, ALICE, 4))
                    .given(book(B, CAROL, 4))
                    .given(book(C, DAN, 2))
                    .given(join(E1, BOB, 3))
                    .given(cancelled(A, ALICE))
                    .promises(E1);
            UUID mine = event.promotionOf(E1);
            event.given(book(new UUID(5, 1), BOB, 1)).given(cancelled(B, CAROL)).given(book(new UUID(5, 2), BOB, 1));

            event.when(claim(mine, new UUID(5, 3), BOB)).thenRefused(Rejection.BOOKING_LIMIT_REACHED);
            event.dueEnds(new Fact.PromotionExpired(mine, true))
                    .when(claim(mine, new UUID(5, 3), BOB))
                    .thenRefused(Rejection.PROMOTION_EXPIRED);
        }

        @Test
        void thatCrossesAPricingStepRaisesThePriceForTheNext() {
            PricingRule rule = new PricingRule(List.of(new PricingRule.Step(90, 150)));
            EventFixture event = event(10, PRICE, rule, details())
                    .given(hold(A, ALICE, 8))
                    .given(join(E1, BOB, 9))
                    .given(cancelled(A, ALICE))
                    .promises(E1);
            UUID mine = event.promotionOf(E1);

            event.when(claim(mine, B, BOB))
                    .then(
                            new Fact.PromotionClaimed(mine, B),
                            new Fact.PriceChanged(PRICE, 7_500, "pricing rule: 90 % sold, factor 1.50", 1, null));
        }

        @Test
        void forbidsDeletingTheEvent() {
            EventFixture event = eventOf(10).given(hold(A, ALICE, 8)).given(join(E1, BOB, 9));
            event.given(cancelled(A, ALICE)).promises(E1).given(new Fact.PromotionClaimed(event.promotionOf(E1), B));

            event.when(EventFixture.deleteEvent()).thenRefused(Rejection.EVENT_HAS_BOOKINGS);
        }
    }

    @Nested
    class PassingOn {

        private UUID promotion;

        @BeforeEach
        void promise() {
            soldOut.given(join(E1, BOB, 4)).given(join(E2, CAROL, 2)).given(join(E3, DAN, 2));
            soldOut.given(cancelled(A, ALICE)).promises(E1);
            promotion = soldOut.promotionOf(E1);
        }

        @Test
        void declinedSeatsGoToTheNextInLine() {
            soldOut.when(decline(promotion, BOB))
                    .then(new Fact.PromotionDeclined(promotion))
                    .promises(E2, E3)
                    .hasQueue();

            assertThat(soldOut.event().waitlist().entryOf(BOB)).isNull();
        }

        @Test
        void declinedTwiceItIsDeclinedOnce() {
            soldOut.given(new Fact.PromotionDeclined(promotion));

            soldOut.when(decline(promotion, BOB)).thenUnchanged();
            soldOut.when(claim(promotion, new UUID(5, 1), BOB)).thenRefused(Rejection.PROMOTION_EXPIRED);
        }

        @Test
        void whatIsUsedOrRunOutCannotBeDeclined() {
            soldOut.at(START + WINDOW).when(decline(promotion, BOB)).thenRefused(Rejection.PROMOTION_EXPIRED);
            soldOut.at(START)
                    .given(new Fact.PromotionClaimed(promotion, new UUID(5, 1)))
                    .when(decline(promotion, BOB))
                    .thenRefused(Rejection.PROMOTION_EXPIRED);
        }

        @Test
        void nobodyDeclinesForOthers() {
            soldOut.when(decline(promotion, CAROL)).thenRefused(Rejection.PROMOTION_NOT_FOUND);
        }

        @Test
        void aWindowThatRanOutPassesTheSeatsOnAndEndsTheEntry() {
            soldOut.at(START + WINDOW - 1).owesNothing();
            soldOut.at(START + WINDOW).dueEnds(ranOut(promotion)).promises(E2, E3);

            assertThat(soldOut.event().waitlist().entryOf(BOB)).isNull();
            soldOut.when(join(new UUID(4, 9), BOB, 1)).then(joined(join(new UUID(4, 9), BOB, 1)));
            soldOut.hasQueue(new UUID(4, 9));
        }

        @Test
        void itIsShownExpiredAtItsDeadlineBeforeAnybodyEndsIt() {
            assertThat(soldOut.event().promotion(promotion, START + WINDOW - 1).status())
                    .isEqualTo(PromotionStatus.PENDING);
            assertThat(soldOut.event().promotion(promotion, START + WINDOW).status())
                    .isEqualTo(PromotionStatus.EXPIRED);
            assertThat(soldOut.event().nextDeadline()).isEqualTo(START + WINDOW);
        }

        @Test
        void whenNobodyIsLeftTheSeatsReturnToSale() {
            soldOut.given(new Fact.PromotionDeclined(promotion)).promises(E2, E3);
            soldOut.at(START + WINDOW)
                    .dueEnds(ranOut(soldOut.promotionOf(E2)), ranOut(soldOut.promotionOf(E3)))
                    .owesNothing()
                    .hasSeats(4, 0, 6);

            soldOut.when(book(new UUID(5, 1), BOB, 4)).then(soldOut.made(book(new UUID(5, 1), BOB, 4)));
        }

        @Test
        void promisedSeatsAreNotToBeTakenAwayByASmallerHall() {
            soldOut.when(changeCapacity(9)).thenRefused(Rejection.CAPACITY_BELOW_SOLD);
            soldOut.given(new Fact.PromotionClaimed(promotion, new UUID(5, 1)));
            soldOut.when(changeCapacity(9)).thenRefused(Rejection.CAPACITY_BELOW_SOLD);
        }

        @Test
        void whatTheQueueCameToIsCounted() {
            soldOut.after(MINUTE).given(new Fact.PromotionDeclined(promotion)).promises(E2, E3);
            soldOut.given(new Fact.PromotionClaimed(soldOut.promotionOf(E2), new UUID(5, 1)));

            assertThat(soldOut.event().queue()).isEqualTo(new QueueCounts(0, 3, 3, 1, 1, 2 * MINUTE));
            assertThat(soldOut.restored().event().queue())
                    .isEqualTo(soldOut.event().queue());
        }
    }
}
