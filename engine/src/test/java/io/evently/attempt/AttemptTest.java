package io.evently.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.EventCommand;
import io.evently.event.Rejection;
import io.evently.event.actor.EventReply;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What counts as an attempt, and why it failed. */
class AttemptTest {

    private static final UUID EVENT = new UUID(0, 1);
    private static final UUID ALICE = new UUID(0, 2);
    private static final UUID BOOKING = new UUID(0, 3);
    private static final EventCommand.Book BOOK =
            new EventCommand.Book(BOOKING, ALICE, 2, false, Booking.NO_EXPECTED_PRICE, null);

    @Test
    void aBookingIsAnAttemptWithoutAReason() {
        Booking made = new Booking(
                BOOKING, ALICE, 2, 500, BookingStatus.CONFIRMED, 10, 0, 10, null, Booking.NO_EXPECTED_PRICE);

        assertThat(of(new EventReply.BookingState(made, false)))
                .contains(new Attempt(EVENT, ALICE, 2, null, BOOKING, 10, null, "curl"));
    }

    @Test
    void aRefusalIsAnAttemptWithTheCodeTheClientSaw() {
        assertThat(of(new EventReply.Refused(Rejection.SOLD_OUT, 500)))
                .contains(new Attempt(EVENT, ALICE, 2, "SOLD_OUT", null, 10, null, "curl"));
    }

    @Test
    void anEventThatIsBusyOrSilentIsToldAsItsClientWasTold() {
        assertThat(of(EventReply.Busy.INSTANCE)).map(Attempt::failureReason).contains("BUSY");
        assertThat(of(EventReply.Busy.UNREADABLE)).map(Attempt::failureReason).contains("BUSY");
        assertThat(of(EventReply.Unknown.INSTANCE)).map(Attempt::failureReason).contains("OUTCOME_UNKNOWN");
    }

    @Test
    void withoutAnEventThereIsNothingToAttempt() {
        assertThat(of(new EventReply.Refused(Rejection.EVENT_NOT_FOUND, 0))).isEmpty();
    }

    private static Optional<Attempt> of(EventReply reply) {
        return Attempt.of(EVENT, BOOK, reply, 10, null, "curl");
    }
}
