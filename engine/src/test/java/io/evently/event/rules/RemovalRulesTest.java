package io.evently.event.rules;

import static io.evently.event.rules.EventFixture.A;
import static io.evently.event.rules.EventFixture.ADMIN;
import static io.evently.event.rules.EventFixture.ALICE;
import static io.evently.event.rules.EventFixture.B;
import static io.evently.event.rules.EventFixture.BOB;
import static io.evently.event.rules.EventFixture.C;
import static io.evently.event.rules.EventFixture.MINUTE;
import static io.evently.event.rules.EventFixture.START;
import static io.evently.event.rules.EventFixture.book;
import static io.evently.event.rules.EventFixture.eventCancelled;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.join;

import io.evently.event.BookingStatus;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.Rejection;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a user who may come no more has of an event. */
class RemovalRulesTest {

    private static final UUID E1 = new UUID(4, 1);
    private static final UUID E2 = new UUID(4, 2);
    private static final UUID CAROL = new UUID(0, 4);
    private static final String WHY = "the user was deactivated";
    private static final EventCommand REMOVE_ALICE = new EventCommand.RemoveUser(ALICE, WHY, ADMIN);

    @Test
    void theOpenHoldEndsAndWhatIsConfirmedStays() {
        eventOf(10)
                .given(book(A, ALICE, 2))
                .given(hold(B, ALICE, 3))
                .given(hold(C, BOB, 1))
                .when(REMOVE_ALICE)
                .then(new Fact.BookingCancelled(B, ADMIN, WHY))
                .shows(A, BookingStatus.CONFIRMED)
                .shows(B, BookingStatus.CANCELLED)
                .shows(C, BookingStatus.PENDING)
                .hasSeats(7, 1, 2);
    }

    @Test
    void theEntryLeavesTheQueueAndTheNextIsServed() {
        eventOf(4)
                .given(hold(A, BOB, 4))
                .given(join(E1, ALICE, 4))
                .given(join(E2, CAROL, 1))
                .when(REMOVE_ALICE)
                .then(new Fact.WaitlistLeft(E1, ADMIN, WHY))
                .hasQueue(E2);
    }

    @Test
    void anOpenPromotionPassesItsSeatsOn() {
        EventFixture event =
                eventOf(4).given(hold(A, BOB, 4)).given(join(E1, ALICE, 4)).given(join(E2, CAROL, 1));
        event.at(START + 10 * MINUTE).dueEnds(EventFixture.expired(A)).promises(E1);

        event.when(REMOVE_ALICE)
                .then(new Fact.WaitlistLeft(E1, ADMIN, WHY))
                .promises(E2)
                .hasPromised(1);
    }

    @Test
    void whoHasNothingIsRemovedWithoutAFactHoweverOften() {
        eventOf(4)
                .given(book(A, ALICE, 2))
                .when(REMOVE_ALICE)
                .thenUnchanged()
                .when(REMOVE_ALICE)
                .thenUnchanged();
    }

    @Test
    void whatEndedWithItsEventEndsOnce() {
        eventOf(4)
                .given(hold(A, ALICE, 2))
                .given(eventCancelled())
                .when(REMOVE_ALICE)
                .thenUnchanged();
    }

    @Test
    void whereThereIsNoEventThereIsNothingToEnd() {
        EventFixture.nothing().when(REMOVE_ALICE).thenRefused(Rejection.EVENT_NOT_FOUND);
    }
}
