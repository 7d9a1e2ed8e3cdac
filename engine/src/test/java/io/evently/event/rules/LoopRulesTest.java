package io.evently.event.rules;

import static io.evently.event.rules.EventFixture.A;
import static io.evently.event.rules.EventFixture.ALICE;
import static io.evently.event.rules.EventFixture.B;
import static io.evently.event.rules.EventFixture.BOB;
import static io.evently.event.rules.EventFixture.C;
import static io.evently.event.rules.EventFixture.DAY;
import static io.evently.event.rules.EventFixture.HOUR;
import static io.evently.event.rules.EventFixture.MINUTE;
import static io.evently.event.rules.EventFixture.START;
import static io.evently.event.rules.EventFixture.book;
import static io.evently.event.rules.EventFixture.cancelled;
import static io.evently.event.rules.EventFixture.claim;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.join;
import static io.evently.event.rules.EventFixture.keyed;
import static io.evently.event.rules.EventFixture.made;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.BookingLimit;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who does something over and over fills nothing: one user may make 100 bookings of an event in 24 hours. */
class LoopRulesTest {

    private static final UUID ENTRY = new UUID(4, 1);

    @Test
    void theHundredAndFirstBookingOfADayIsRefusedEndedOnesCount() {
        EventFixture event = eventOf(1_000).given(Loops.bookedAndCancelled(99, ALICE));

        event.when(book(A, ALICE, 1)).then(event.made(book(A, ALICE, 1)));
        event.when(book(B, ALICE, 1)).thenRefused(BookingLimit.BOOKINGS_IN_A_DAY);
        event.when(hold(B, ALICE, 1)).thenRefused(BookingLimit.BOOKINGS_IN_A_DAY);
        event.when(book(B, BOB, 1)).then(event.made(book(B, BOB, 1)));
    }

    @Test
    void aRepeatIsStillAnswered() {
        EventFixture event =
                eventOf(1_000).given(keyed("k", book(A, ALICE, 1))).given(Loops.bookedAndCancelled(99, ALICE));

        event.when(keyed("k", book(C, ALICE, 1))).thenReplayed(event.booking(A));
        event.when(book(A, ALICE, 1)).thenRecognised(event.booking(A));
        event.when(book(C, ALICE, 1)).thenRefused(BookingLimit.BOOKINGS_IN_A_DAY);
    }

    @Test
    void aDayLaterOneMayBookAgainAlsoIfNoCommitCameBetweenAndAfterASnapshot() {
        EventFixture event = eventOf(1_000)
                .given(Loops.bookedAndCancelled(50, ALICE))
                .after(HOUR)
                .given(book(A, ALICE, 1));
        for (int i = 0; i < 49; i++) {
            event.given(made(book(new UUID(8, i), ALICE, 1), EventFixture.PRICE, START + HOUR));
        }
        for (EventFixture each : new EventFixture[] {event, event.restored()}) {
            each.at(START + DAY - 1).when(book(B, ALICE, 1)).thenRefused(BookingLimit.BOOKINGS_IN_A_DAY);
            each.at(START + DAY).when(book(B, ALICE, 1)).then(each.made(book(B, ALICE, 1)));
            each.marked().when(book(C, ALICE, 1)).then(each.made(book(C, ALICE, 1)));
        }
    }

    @Test
    void claimsCountAndAreRefusedToo() {
        EventFixture event = eventOf(2)
                .given(book(A, BOB, 2))
                .given(join(ENTRY, ALICE, 1))
                .given(cancelled(A, BOB))
                .promises(ENTRY);
        UUID promotion = event.promotionOf(ENTRY);
        event.given(Loops.bookedAndCancelled(99, ALICE));
        Fact claimed = new Fact.PromotionClaimed(promotion, B);

        event.when(claim(promotion, B, ALICE)).then(claimed);
        event.when(claim(promotion, B, ALICE)).thenRecognised(event.booking(B));
        event.when(book(C, ALICE, 1)).thenRefused(BookingLimit.BOOKINGS_IN_A_DAY);
    }

    @Test
    void aClaimBeyondTheHundredthIsRefusedAndItsSeatsGoToTheNext() {
        EventFixture event = eventOf(2)
                .given(book(A, BOB, 2))
                .given(join(ENTRY, ALICE, 1))
                .given(cancelled(A, BOB))
                .promises(ENTRY);
        UUID promotion = event.promotionOf(ENTRY);
        event.given(Loops.bookedAndCancelled(100, ALICE));

        event.when(claim(promotion, B, ALICE)).thenRefused(BookingLimit.BOOKINGS_IN_A_DAY);
    }

    @Test
    void whoLetAHundredPromotionsGoMayNotJoinAgainForADay() {
        EventFixture event = eventOf(1).given(book(A, BOB, 1));
        for (int i = 0; i < 100; i++) {
            UUID entry = new UUID(4, i);
            event.given(join(entry, ALICE, 1))
                    .given(cancelled(bookingOf(i), BOB))
                    .promises(entry);
            event.given(new Fact.PromotionDeclined(event.promotionOf(entry))).given(book(bookingOf(i + 1), BOB, 1));
            event.after(MINUTE);
        }
        long firstEnded = START;

        for (EventFixture each : new EventFixture[] {event, event.restored()}) {
            each.at(firstEnded + DAY - 1)
                    .when(join(new UUID(4, 100), ALICE, 1))
                    .thenRefused(BookingLimit.PROMOTIONS_IN_A_DAY);
            EventCommand.JoinWaitlist again = join(new UUID(4, 100), ALICE, 1);
            each.at(firstEnded + DAY).when(again).then(EventFixture.joined(again));
        }
    }

    @Test
    void anEventForgetsWhoMadeNothingForADay() {
        EventFixture event = eventOf(10).given(Loops.bookedAndCancelled(100, ALICE));

        event.after(DAY).marked();

        assertThat(event.event().bookings().hasMade(1, ALICE, START + DAY)).isFalse();
        assertThat(event.event().bookings().size()).isZero();
    }

    private static UUID bookingOf(int number) {
        return number == 0 ? A : new UUID(6, number);
    }
}
