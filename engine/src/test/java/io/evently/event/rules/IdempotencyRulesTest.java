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
import static io.evently.event.rules.EventFixture.PRICE;
import static io.evently.event.rules.EventFixture.START;
import static io.evently.event.rules.EventFixture.book;
import static io.evently.event.rules.EventFixture.cancelled;
import static io.evently.event.rules.EventFixture.confirmed;
import static io.evently.event.rules.EventFixture.eventCancelled;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.expecting;
import static io.evently.event.rules.EventFixture.expired;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.keyed;
import static io.evently.event.rules.EventFixture.pricedByHand;

import io.evently.event.Booking;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.Rejection;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One idempotency key, one booking, one answer. */
class IdempotencyRulesTest {

    private final EventFixture booked = eventOf(10).given(keyed("k", book(A, ALICE, 2)));
    private final Booking first = booked.booking(A);

    @Test
    void aRepeatIsAnsweredAsTheFirstTime() {
        booked.when(keyed("k", book(B, ALICE, 2))).thenReplayed(first).hasSeats(8, 0, 2);
    }

    @Test
    void aRepeatIsAnsweredAsTheFirstTimeAfterTheBookingWasCancelled() {
        booked.after(HOUR).given(cancelled(A, ALICE));

        booked.when(keyed("k", book(B, ALICE, 2))).thenReplayed(first).hasSeats(10, 0, 0);
    }

    @Test
    void aRepeatOfAHoldIsAnsweredAsTheFirstTimeAfterItWasConfirmedCancelledOrRanOut() {
        for (Fact next : new Fact[] {confirmed(A), cancelled(A, ALICE), expired(A)}) {
            EventFixture held = eventOf(10).given(keyed("k", hold(A, ALICE, 2)));
            Booking asHeld = held.booking(A);

            held.after(MINUTE).given(next).when(keyed("k", hold(B, ALICE, 2))).thenReplayed(asHeld);
        }
    }

    @Test
    void aRepeatIsAnsweredAfterThePriceRoseAndTheSeatsWent() {
        booked.given(pricedByHand(PRICE, 9_900)).given(book(C, BOB, 8));

        booked.when(keyed("k", book(B, ALICE, 2))).thenReplayed(first);
    }

    @Test
    void aRepeatIsAnsweredFromTheEventsDateOn() {
        EventFixture late = eventOf(10).at(EVENT_DATE - 1).given(keyed("k", book(A, ALICE, 2)));

        late.at(EVENT_DATE).when(keyed("k", book(B, ALICE, 2))).thenReplayed(late.booking(A));
    }

    static Stream<EventCommand.Book> otherRequests() {
        return Stream.of(
                keyed("k", book(B, ALICE, 3)),
                keyed("k", hold(B, ALICE, 2)),
                keyed("k", expecting(PRICE, book(B, ALICE, 2))));
    }

    @ParameterizedTest
    @MethodSource("otherRequests")
    void anotherRequestMayNotReuseTheKey(EventCommand.Book other) {
        booked.when(other).thenRefused(Rejection.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void everyUserHasKeysOfTheirOwn() {
        EventCommand.Book bobs = keyed("k", book(B, BOB, 3));

        booked.when(bobs).then(booked.made(bobs)).hasSeats(5, 0, 5);
        booked.when(keyed("k", book(C, ALICE, 2))).thenReplayed(first);
    }

    @Test
    void anotherKeyIsAnotherBooking() {
        EventCommand.Book other = keyed("K", book(B, ALICE, 2));

        booked.when(other).then(booked.made(other)).hasSeats(6, 0, 4);
    }

    @Test
    void aRefusalLeavesTheKeyFree() {
        EventFixture event = eventOf(2);
        EventCommand.Book smaller = keyed("k", book(A, ALICE, 2));

        event.when(keyed("k", book(A, ALICE, 3))).thenRefused(Rejection.NOT_ENOUGH_SEATS);
        event.when(smaller).then(event.made(smaller));
    }

    @Test
    void aKeyIsKeptFor24HoursAndNotAMicrosecondLonger() {
        EventCommand.Book again = keyed("k", book(B, ALICE, 2));

        booked.at(START + DAY - 1).when(again).thenReplayed(first);
        booked.at(START + DAY).when(again).then(booked.made(again)).hasSeats(6, 0, 4);
        booked.when(keyed("k", book(C, ALICE, 2))).thenReplayed(booked.booking(B));
    }

    @Test
    void aKeyIsKeptAndFreedInASnapshotToo() {
        EventCommand.Book again = keyed("k", book(B, ALICE, 2));

        booked.restored().at(START + DAY - 1).when(again).thenReplayed(first);
        EventFixture reused = booked.at(START + DAY).given(again).restored();
        reused.when(keyed("k", book(C, ALICE, 2))).thenReplayed(reused.booking(B));
        reused.after(HOUR).given(cancelled(A, ALICE), cancelled(B, ALICE)).hasSeats(10, 0, 0);
    }

    @Test
    void aKeyOutlivesTheCancelledEvent() {
        booked.after(HOUR).given(eventCancelled());

        booked.when(keyed("k", book(B, ALICE, 2))).thenReplayed(first);
        booked.when(keyed("other", book(B, ALICE, 2))).thenRefused(Rejection.EVENT_NOT_ON_SALE);
    }
}
