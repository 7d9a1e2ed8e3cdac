package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.CancelBooking;
import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.ConfirmHold;
import io.evently.event.EventCommand.DeclinePromotion;
import io.evently.event.Rejection;
import io.evently.tables.BookingRow;
import io.evently.tables.PromotionRow;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What an event no longer remembers is looked up, in as few reads as can be. */
class ForgottenBookingsTest {

    private static final UUID EVENT = new UUID(0, 1);
    private static final UUID ALICE = new UUID(0, 2);
    private static final UUID BOB = new UUID(0, 3);
    private static final UUID BOOKING = new UUID(0, 4);
    private static final UUID PROMOTION = new UUID(0, 5);
    private static final EventReply NO_BOOKING = new EventReply.Refused(Rejection.BOOKING_NOT_FOUND, 500);
    private static final EventReply NO_PROMOTION = new EventReply.Refused(Rejection.PROMOTION_NOT_FOUND, 500);

    private BookingRow booking = bookingOfAlice("cancelled");
    private PromotionRow promotion = promotionOfAlice();
    private Throwable failure;
    private int reads;

    private final ForgottenBookings forgotten =
            new ForgottenBookings((viewer, event, id) -> read(booking), (viewer, event, id) -> read(promotion));

    private <T> CompletableFuture<Optional<T>> read(T row) {
        reads++;
        return failure == null
                ? CompletableFuture.completedFuture(Optional.ofNullable(row))
                : CompletableFuture.failedFuture(failure);
    }

    @Test
    void whatTheEventRemembersIsItsOwnAnswer() {
        EventReply refused = new EventReply.Refused(Rejection.HOLD_EXPIRED, 500);

        assertThat(decide(refused, new ConfirmHold(BOOKING, ALICE))).isSameAs(refused);
        assertThat(decide(EventReply.Unknown.INSTANCE, new CancelBooking(BOOKING, ALICE, false)))
                .isSameAs(EventReply.Unknown.INSTANCE);
        assertThat(reads).isZero();
    }

    @Test
    void aBookingIsShownAsItEnded() {
        Booking shown =
                ((EventReply.BookingState) decide(NO_BOOKING, new CancelBooking(BOOKING, ALICE, false))).booking();

        assertThat(shown.id()).isEqualTo(BOOKING);
        assertThat(shown.userId()).isEqualTo(ALICE);
        assertThat(shown.status()).isEqualTo(BookingStatus.CANCELLED);
        assertThat(shown.totalAmount()).isEqualTo(1_000);
        assertThat(shown.createdAt()).isEqualTo(10);
        assertThat(shown.holdUntil()).isEqualTo(20);
        assertThat(shown.changedAt()).isEqualTo(30);
        assertThat(reads).isOne();
    }

    @Test
    void anExpiredHoldIsNotConfirmed() {
        booking = bookingOfAlice("expired");

        assertThat(decide(NO_BOOKING, new ConfirmHold(BOOKING, ALICE))).isEqualTo(refused(Rejection.HOLD_EXPIRED));
    }

    @Test
    void aBookingIsReadByItsOwnerAndByAdmins() {
        assertThat(read(ALICE, false)).isInstanceOf(EventReply.BookingState.class);
        assertThat(read(BOB, true)).isInstanceOf(EventReply.BookingState.class);
        assertThat(read(BOB, false)).isEqualTo(refused(Rejection.BOOKING_NOT_FOUND));
    }

    @Test
    void whatNeverWasCostsOneRead() {
        booking = null;
        promotion = null;

        assertThat(decide(NO_BOOKING, new ConfirmHold(BOOKING, ALICE))).isEqualTo(refused(Rejection.BOOKING_NOT_FOUND));
        assertThat(reads).isOne();
        assertThat(decide(NO_PROMOTION, new ClaimPromotion(PROMOTION, BOOKING, ALICE)))
                .isEqualTo(refused(Rejection.PROMOTION_NOT_FOUND));
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void aClaimIsAnsweredWithTheBookingItMade() {
        EventReply reply = decide(NO_PROMOTION, new ClaimPromotion(PROMOTION, new UUID(0, 9), ALICE));

        assertThat(((EventReply.BookingState) reply).booking().status()).isEqualTo(BookingStatus.PENDING);
        assertThat(((EventReply.BookingState) reply).replayed()).isTrue();
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void aStrangersClaimCostsOneRead() {
        assertThat(decide(NO_PROMOTION, new ClaimPromotion(PROMOTION, new UUID(0, 9), BOB)))
                .isEqualTo(refused(Rejection.PROMOTION_NOT_FOUND));
        assertThat(reads).isOne();
    }

    @Test
    void whatWasDeclinedStaysDeclinedAndTheEventIsNotAskedAgain() {
        promotion = promotionOfAlice().expired(PromotionRow.DECLINED, 3);

        assertThat(decide(NO_PROMOTION, new DeclinePromotion(PROMOTION, ALICE)))
                .isEqualTo(new EventReply.EventState(null));
        assertThat(reads).isOne();
    }

    @Test
    void tablesThatDoNotAnswerAreBusy() {
        failure = new SQLException("away");
        assertThat(decide(NO_BOOKING, new ConfirmHold(BOOKING, ALICE))).isSameAs(EventReply.Busy.INSTANCE);

        failure = new RejectedExecutionException("full");
        assertThat(decide(NO_PROMOTION, new DeclinePromotion(PROMOTION, ALICE))).isSameAs(EventReply.Busy.INSTANCE);
        assertThat(read(ALICE, false)).isSameAs(EventReply.Busy.INSTANCE);
    }

    private EventReply decide(EventReply reply, EventCommand command) {
        return forgotten
                .orDecide(CompletableFuture.completedFuture(reply), EVENT, command)
                .join();
    }

    private EventReply read(UUID by, boolean asAdmin) {
        return forgotten
                .orRead(CompletableFuture.completedFuture(NO_BOOKING), EVENT, BOOKING, by, asAdmin)
                .join();
    }

    private static EventReply refused(Rejection rejection) {
        return new EventReply.Refused(rejection, 0);
    }

    private static BookingRow bookingOfAlice(String status) {
        return new BookingRow(BOOKING, ALICE, EVENT, 2, 500, status, "REF", 2, 20, 7, 10, 30);
    }

    private static PromotionRow promotionOfAlice() {
        return new PromotionRow(
                PROMOTION, new UUID(0, 6), 1, EVENT, ALICE, 2, 500, 10, 40, 15, "used", BOOKING, "first", null, 2);
    }
}
