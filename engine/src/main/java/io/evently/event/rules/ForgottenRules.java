package io.evently.event.rules;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.EventCommand.CancelBooking;
import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.ConfirmHold;
import io.evently.event.EventCommand.DeclinePromotion;
import io.evently.event.Promotion;
import io.evently.event.Rejection;
import io.evently.event.rules.Decision.Subject;
import java.util.List;
import java.util.UUID;

/**
 * The rules for bookings and promotions that ended more than a day ago. Their event has forgotten them ({@code
 * design.md}, "Nothing grows for ever"), so their rows decide, as {@link Decider} would have decided a moment before.
 */
public final class ForgottenRules {

    private ForgottenRules() {}

    /** @param booking as it ended; null: there never was one */
    public static Decision confirm(Booking booking, ConfirmHold confirm) {
        if (booking == null || !booking.isOpenTo(confirm.by(), false)) {
            return refuse(Rejection.BOOKING_NOT_FOUND);
        }
        return refuse(
                booking.status() == BookingStatus.EXPIRED ? Rejection.HOLD_EXPIRED : Rejection.BOOKING_NOT_ACTIVE);
    }

    /** @param booking as it ended; null: there never was one */
    public static Decision cancel(Booking booking, CancelBooking cancel) {
        if (booking == null || !booking.isOpenTo(cancel.by(), cancel.asAdmin())) {
            return refuse(Rejection.BOOKING_NOT_FOUND);
        }
        return booking.status() == BookingStatus.CANCELLED
                ? new Decision.Repeated(booking, false)
                : refuse(Rejection.BOOKING_NOT_ACTIVE);
    }

    /** Whether {@code by} made a booking of it: what {@link #claim} then needs. */
    public static boolean isUsedBy(Promotion promotion, UUID by) {
        return promotion != null && promotion.userId().equals(by) && promotion.bookingId() != null;
    }

    /**
     * A claim that came in time is answered as the first time, whatever became of the booking.
     *
     * @param promotion as it ended; null: there never was one
     * @param booking what it became; null: nothing
     */
    public static Decision claim(Promotion promotion, Booking booking, ClaimPromotion claim) {
        if (promotion == null || !promotion.userId().equals(claim.by())) {
            return refuse(Rejection.PROMOTION_NOT_FOUND);
        }
        return booking == null
                ? refuse(Rejection.PROMOTION_EXPIRED)
                : new Decision.Repeated(booking.asFirstAnswered(), true);
    }

    /** @param promotion as it ended; null: there never was one */
    public static Decision decline(Promotion promotion, DeclinePromotion decline) {
        if (promotion == null || !promotion.userId().equals(decline.by())) {
            return refuse(Rejection.PROMOTION_NOT_FOUND);
        }
        return promotion.declined()
                ? new Decision.Accepted(List.of(), Subject.EVENT, null)
                : refuse(Rejection.PROMOTION_EXPIRED);
    }

    private static Decision refuse(Rejection rejection) {
        return new Decision.Refused(rejection, 0, null);
    }
}
