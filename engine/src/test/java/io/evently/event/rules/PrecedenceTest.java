package io.evently.event.rules;

import static io.evently.event.rules.EventFixture.A;
import static io.evently.event.rules.EventFixture.ADMIN;
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
import static io.evently.event.rules.EventFixture.claim;
import static io.evently.event.rules.EventFixture.confirm;
import static io.evently.event.rules.EventFixture.event;
import static io.evently.event.rules.EventFixture.eventCancelled;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.expecting;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.join;
import static io.evently.event.rules.EventFixture.joined;
import static io.evently.event.rules.EventFixture.keyed;
import static io.evently.event.rules.EventFixture.left;
import static io.evently.event.rules.EventFixture.limits;
import static io.evently.event.rules.EventFixture.nothing;
import static io.evently.event.rules.EventFixture.pricedByHand;
import static io.evently.event.rules.EventFixture.until;
import static io.evently.event.rules.EventFixture.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.Rejection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * When several refusals apply, the first of {@link Rejection} is given. Its order is {@code api.md}'s: existence,
 * idempotency, {@code If-Match}, state, booking limit, capacity, price.
 */
class PrecedenceTest {

    /** What can be wrong with one booking request. */
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

    /** What can be wrong with one request to join the waitlist. */
    private enum JoinFault {
        NOBODY_CREATED_THE_EVENT(Rejection.EVENT_NOT_FOUND),
        KEY_BELONGS_TO_ANOTHER_REQUEST(Rejection.IDEMPOTENCY_KEY_REUSED),
        ENTRY_HAS_ENDED(Rejection.ENTRY_NOT_FOUND),
        DATE_HAS_COME(Rejection.EVENT_NOT_ON_SALE),
        WAITS_ALREADY(Rejection.ALREADY_WAITING),
        WOULD_WAIT_NO_LONGER(Rejection.ENTRY_EXPIRED),
        MORE_THAN_ONE_BOOKING_MAY_HAVE(Rejection.BOOKING_LIMIT_REACHED),
        SEATS_LEFT(Rejection.SEATS_AVAILABLE);

        private final Rejection rejection;

        JoinFault(Rejection rejection) {
            this.rejection = rejection;
        }
    }

    static List<Set<Fault>> bookingFaults() {
        return sets(Fault.values());
    }

    static List<Set<JoinFault>> joinFaults() {
        return sets(JoinFault.values());
    }

    /** All sets of faults, the empty one too. */
    private static <F extends Enum<F>> List<Set<F>> sets(F[] faults) {
        List<Set<F>> sets = new ArrayList<>(List.of(Set.of()));
        for (F fault : faults) {
            for (Set<F> without : List.copyOf(sets)) {
                Set<F> with = EnumSet.of(fault);
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
                .map(fault -> fault.rejection)
                .min(Comparator.naturalOrder())
                .ifPresentOrElse(first -> event.when(request).thenRefused(first), () -> event.when(request)
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

    @ParameterizedTest
    @MethodSource("joinFaults")
    void aRequestToJoinIsRefusedForItsFirstFault(Set<JoinFault> faults) {
        EventFixture event = situationOfWaiting(faults);
        int quantity = faults.contains(JoinFault.MORE_THAN_ONE_BOOKING_MAY_HAVE) ? 5 : 3;
        String key = faults.contains(JoinFault.KEY_BELONGS_TO_ANOTHER_REQUEST) ? "used" : "new";
        long until = faults.contains(JoinFault.WOULD_WAIT_NO_LONGER) ? START : 0;
        EventCommand.JoinWaitlist request = keyed(key, until(until, join(C, ALICE, quantity)));

        faults.stream()
                .map(fault -> fault.rejection)
                .min(Comparator.naturalOrder())
                .ifPresentOrElse(first -> event.when(request).thenRefused(first), () -> event.when(request)
                        .then(joined(request, 1)));
    }

    /** An event with 20 seats, at most 4 a booking. */
    private static EventFixture situationOfWaiting(Set<JoinFault> faults) {
        if (faults.contains(JoinFault.NOBODY_CREATED_THE_EVENT)) {
            return nothing();
        }
        EventFixture event = event(20, PRICE, null, limits(4, 0))
                .at(faults.contains(JoinFault.DATE_HAS_COME) ? EVENT_DATE : EVENT_DATE - 1);
        if (!faults.contains(JoinFault.SEATS_LEFT)) {
            event.given(book(B, BOB, 20));
        }
        if (faults.contains(JoinFault.KEY_BELONGS_TO_ANOTHER_REQUEST)) {
            event.given(joined(keyed("used", join(A, ALICE, 1)), 1), left(A));
        }
        if (faults.contains(JoinFault.ENTRY_HAS_ENDED)) {
            event.given(joined(join(C, ALICE, 1)), left(C));
        }
        return faults.contains(JoinFault.WAITS_ALREADY) ? event.given(join(B, ALICE, 1)) : event;
    }

    @Test
    void whatABookingHasComeToIsSaidBeforeWhatTheEventHas() {
        EventFixture event = eventOf(10)
                .at(EVENT_DATE - HOUR)
                .given(hold(A, ALICE, 1))
                .given(book(B, ALICE, 1))
                .given(cancelled(B, ALICE))
                .at(EVENT_DATE);

        event.when(confirm(A, BOB)).thenRefused(first(Rejection.BOOKING_NOT_FOUND, Rejection.HOLD_EXPIRED));
        event.when(confirm(A, ALICE)).thenRefused(first(Rejection.HOLD_EXPIRED, Rejection.EVENT_NOT_ON_SALE));
        event.when(confirm(B, ALICE)).thenRefused(first(Rejection.BOOKING_NOT_ACTIVE, Rejection.EVENT_NOT_ON_SALE));
        event.when(cancel(A, ALICE)).thenRefused(first(Rejection.BOOKING_NOT_ACTIVE, Rejection.EVENT_NOT_ON_SALE));
    }

    @Test
    void whatTheEventHasComeToIsSaidBeforeWhatAPromotionHas() {
        Fact[] allOfADay = Loops.bookedAndCancelled(100, ALICE);
        EventFixture event = eventOf(10)
                .at(EVENT_DATE - HOUR)
                .given(join(A, ALICE, 3))
                .given(new Fact.PromotionMade(C, A, PRICE, EVENT_DATE - MINUTE))
                .given(allOfADay);

        event.when(claim(C, B, ALICE)).thenRefused(Rejection.BOOKING_LIMIT_REACHED);
        event.at(EVENT_DATE - 1)
                .when(claim(C, B, ALICE))
                .thenRefused(first(Rejection.PROMOTION_EXPIRED, Rejection.BOOKING_LIMIT_REACHED));
        event.at(EVENT_DATE)
                .when(claim(C, B, ALICE))
                .thenRefused(first(Rejection.EVENT_NOT_ON_SALE, Rejection.PROMOTION_EXPIRED));
        event.when(claim(C, B, BOB)).thenRefused(first(Rejection.PROMOTION_NOT_FOUND, Rejection.EVENT_NOT_ON_SALE));
    }

    /** The one of two that applies first, which must be the one that is named first here. */
    private static Rejection first(Rejection first, Rejection second) {
        assertThat(first).isLessThan(second);
        return first;
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
        soldAndCancelled().when(change).thenRefused(first(Rejection.VERSION_MISMATCH, Rejection.EVENT_NOT_ON_SALE));
    }

    static Stream<EventCommand> changesFromTheNewestVersion() {
        return changesFrom(version(2));
    }

    @ParameterizedTest
    @MethodSource("changesFromTheNewestVersion")
    void aChangeIsRefusedForTheEventsStateBeforeItsCapacity(EventCommand change) {
        soldAndCancelled().when(change).thenRefused(first(Rejection.EVENT_NOT_ON_SALE, Rejection.CAPACITY_BELOW_SOLD));
    }

    private static EventFixture soldAndCancelled() {
        return eventOf(10).given(book(A, ALICE, 3)).given(eventCancelled());
    }
}
