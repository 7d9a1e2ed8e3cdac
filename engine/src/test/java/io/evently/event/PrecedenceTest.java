package io.evently.event;

import static io.evently.event.EventFixture.A;
import static io.evently.event.EventFixture.ADMIN;
import static io.evently.event.EventFixture.ALICE;
import static io.evently.event.EventFixture.B;
import static io.evently.event.EventFixture.BOB;
import static io.evently.event.EventFixture.C;
import static io.evently.event.EventFixture.EVENT_DATE;
import static io.evently.event.EventFixture.PRICE;
import static io.evently.event.EventFixture.book;
import static io.evently.event.EventFixture.changeCapacity;
import static io.evently.event.EventFixture.event;
import static io.evently.event.EventFixture.eventCancelled;
import static io.evently.event.EventFixture.eventOf;
import static io.evently.event.EventFixture.expecting;
import static io.evently.event.EventFixture.keyed;
import static io.evently.event.EventFixture.limits;
import static io.evently.event.EventFixture.nothing;
import static io.evently.event.EventFixture.pricedByHand;
import static io.evently.event.EventFixture.version;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * When several refusals apply, the first of {@code api.md}'s order is given: existence, idempotency, {@code If-Match},
 * state, booking limit, capacity, price.
 */
class PrecedenceTest {

    /** What can be wrong with one booking request, in the order of precedence. */
    private enum Fault {
        NOBODY_CREATED_THE_EVENT(Rejection.EVENT_NOT_FOUND),
        KEY_BELONGS_TO_ANOTHER_REQUEST(Rejection.IDEMPOTENCY_KEY_REUSED),
        DATE_HAS_COME(Rejection.EVENT_NOT_ON_SALE),
        MORE_THAN_ONE_BOOKING_MAY_HAVE(Rejection.BOOKING_LIMIT_REACHED),
        MADE_ALL_OF_A_DAY(Rejection.BOOKING_LIMIT_REACHED),
        NO_SEATS_LEFT(Rejection.SOLD_OUT),
        FEW_SEATS_LEFT(Rejection.NOT_ENOUGH_SEATS),
        PRICE_ROSE(Rejection.PRICE_CHANGED);

        private final Rejection rejection;

        Fault(Rejection rejection) {
            this.rejection = rejection;
        }
    }

    /** All sets of faults, the empty one too. */
    static List<Set<Fault>> bookingFaults() {
        List<Set<Fault>> sets = new ArrayList<>(List.of(EnumSet.noneOf(Fault.class)));
        for (Fault fault : Fault.values()) {
            for (Set<Fault> without : List.copyOf(sets)) {
                Set<Fault> with = EnumSet.of(fault);
                with.addAll(without);
                sets.add(with);
            }
        }
        return sets;
    }

    @ParameterizedTest
    @MethodSource("bookingFaults")
    void aBookingIsRefusedForItsFirstFault(Set<Fault> faults) {
        EventFixture event = situation(faults);
        int quantity = faults.contains(Fault.MORE_THAN_ONE_BOOKING_MAY_HAVE) ? 5 : 3;
        String key = faults.contains(Fault.KEY_BELONGS_TO_ANOTHER_REQUEST) ? "used" : "new";
        EventCommand.Book request = keyed(key, expecting(PRICE, book(C, ALICE, quantity)));

        faults.stream()
                .findFirst()
                .ifPresentOrElse(first -> event.when(request).thenRefused(first.rejection), () -> event.when(request)
                        .then(event.made(request)));
    }

    @ParameterizedTest
    @MethodSource("bookingFaults")
    void aRepeatIsAnsweredWhateverIsWrongByNow(Set<Fault> faults) {
        if (faults.contains(Fault.NOBODY_CREATED_THE_EVENT) || faults.contains(Fault.KEY_BELONGS_TO_ANOTHER_REQUEST)) {
            return; // Then it is no repeat.
        }
        EventFixture event = situation(faults);

        event.when(keyed("used", book(C, ALICE, 1))).thenReplayed(event.booking(A));
    }

    /** An event with 20 seats, at most 4 a booking; Alice has one seat by the key "used". */
    private static EventFixture situation(Set<Fault> faults) {
        if (faults.contains(Fault.NOBODY_CREATED_THE_EVENT)) {
            return nothing();
        }
        EventFixture event = event(20, PRICE, null, limits(4, 0))
                .at(faults.contains(Fault.DATE_HAS_COME) ? EVENT_DATE : EVENT_DATE - 1)
                .given(keyed("used", book(A, ALICE, 1)));
        if (faults.contains(Fault.MADE_ALL_OF_A_DAY)) {
            event.given(Loops.bookedAndCancelled(99, ALICE));
        }
        if (faults.contains(Fault.NO_SEATS_LEFT)) {
            event.given(book(B, BOB, 19));
        } else if (faults.contains(Fault.FEW_SEATS_LEFT)) {
            event.given(book(B, BOB, 17));
        }
        return faults.contains(Fault.PRICE_ROSE) ? event.given(pricedByHand(PRICE, PRICE + 1)) : event;
    }

    /** Commands that any event with a booking refuses for its state, if only the version they want is the right one. */
    static Stream<EventCommand> changesFrom(EventCommand.IfMatch ifMatch) {
        return Stream.of(
                changeCapacity(1, ifMatch),
                new EventCommand.SetPrice(1, "demand", ifMatch, ADMIN),
                new EventCommand.CompleteEvent(ifMatch, ADMIN));
    }

    static Stream<EventCommand> changesFromAnOldVersion() {
        return Stream.concat(
                changesFrom(version(1)),
                Stream.of(
                        new EventCommand.CancelEvent("rain", version(1), ADMIN),
                        new EventCommand.DeleteEvent(version(1), ADMIN)));
    }

    @ParameterizedTest
    @MethodSource("changesFromAnOldVersion")
    void aChangeIsRefusedForItsVersionBeforeTheEventsState(EventCommand change) {
        nothing().when(change).thenRefused(Rejection.EVENT_NOT_FOUND);
        soldAndCancelled().when(change).thenRefused(Rejection.VERSION_MISMATCH);
    }

    static Stream<EventCommand> changesFromTheNewestVersion() {
        return changesFrom(version(2));
    }

    @ParameterizedTest
    @MethodSource("changesFromTheNewestVersion")
    void aChangeIsRefusedForTheEventsStateBeforeItsCapacity(EventCommand change) {
        soldAndCancelled().when(change).thenRefused(Rejection.EVENT_NOT_ON_SALE);
    }

    private static EventFixture soldAndCancelled() {
        return eventOf(10).given(book(A, ALICE, 3)).given(eventCancelled());
    }
}
