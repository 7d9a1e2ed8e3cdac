package io.evently.routes;

import io.evently.event.BookingLimit;
import io.evently.event.Rejection;
import io.evently.event.actor.EventReply;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.FieldError;
import io.evently.http.answer.Problem;
import io.evently.http.format.Money;
import java.util.List;

/** The one place where a rejection of the engine becomes a status, a code and a sentence. */
final class Rejections {

    /** A journal that cannot be read is tried again within a minute (evently.unreadable). */
    private static final int SECONDS_UNTIL_READ_AGAIN = 30;

    private Rejections() {}

    static Problem problem(Rejection rejection) {
        if (rejection == Rejection.ENTRY_EXPIRED) {
            return Problem.invalid(List.of(new FieldError("expiresAt", "must be in the future")));
        }
        return problem(rejection, sentence(rejection));
    }

    private static Problem problem(Rejection rejection, String sentence) {
        Problem problem = Problem.of(ErrorCode.valueOf(rejection.code()), sentence);
        return rejection == Rejection.IDEMPOTENCY_KEY_REUSED
                ? problem.because("Idempotency-Key", "was used for another request")
                : problem;
    }

    static Problem problem(EventReply.Refused refused) {
        Problem problem = refused.limit() == null
                ? problem(refused.rejection())
                : problem(refused.rejection(), sentence(refused.limit()));
        return refused.rejection() == Rejection.PRICE_CHANGED
                ? problem.with("currentPrice", Money.format(refused.currentPrice()))
                : problem;
    }

    static Problem keyReused() {
        return problem(Rejection.IDEMPOTENCY_KEY_REUSED);
    }

    /** Past a bound: nothing happened. */
    static Problem busy() {
        return Problem.of(ErrorCode.BUSY, "Too much is waiting at this moment; nothing happened. Try again soon.");
    }

    /** Nothing happened, and nothing will until a person has mended the journal; it is looked at once a minute. */
    static Problem unreadable(String whose) {
        return Problem.of(
                        ErrorCode.BUSY,
                        whose + " cannot be read from its journal at the moment, so nothing was done. Operators see it;"
                                + " try again later.")
                .retryAfter(SECONDS_UNTIL_READ_AGAIN);
    }

    /** The write may or may not have reached the disk. */
    static Problem unknown() {
        return Problem.of(
                ErrorCode.OUTCOME_UNKNOWN,
                "It is not known whether this happened. Repeat it with the same Idempotency-Key to learn; without"
                        + " one, look first.");
    }

    private static String sentence(Rejection rejection) {
        return switch (rejection) {
            case EVENT_NOT_FOUND -> "There is no event with this id.";
            case ENTRY_NOT_FOUND -> "This event's waitlist has no such entry.";
            case PROMOTION_NOT_FOUND -> "You have no promotion with this id for this event.";
            case BOOKING_NOT_FOUND -> "You have no booking with this id for this event.";
            case IDEMPOTENCY_KEY_REUSED ->
                "This Idempotency-Key was used for another request, with other content; take a new one.";
            case VERSION_MISMATCH ->
                "If-Match names no version that the event has now; read it again. Weak tags (W/\"3\") never match.";
            case EVENT_NOT_ON_SALE -> "In the event's present state, or at this time, this is not possible.";
            case BOOKING_NOT_ACTIVE -> "The booking was cancelled or has expired.";
            case HOLD_EXPIRED -> "The hold ran out before it was confirmed, and its seats were given back.";
            case PROMOTION_EXPIRED ->
                "The promotion is over: it was claimed or declined, its time ran out, or it was ended. Join again to wait.";
            case ENTRY_EXPIRED -> "The time until which you would wait is over.";
            case ALREADY_WAITING -> "You wait for this event already, or have a promotion to claim.";
            case EVENT_HAS_BOOKINGS -> "An event that ever had a booking cannot be deleted; cancel it instead.";
            case CAPACITY_BELOW_SOLD -> "More seats than that are sold, held or promised.";
            case BOOKING_LIMIT_REACHED -> "A limit of this event on bookings or users does not allow it.";
            case SOLD_OUT -> "No seat is left.";
            case SEATS_PROMISED_TO_WAITLIST -> "The free seats belong to those who wait; join the waitlist.";
            case SEATS_AVAILABLE -> "So many seats are free: book them instead of waiting.";
            case NOT_ENOUGH_SEATS -> "Fewer seats are left than you asked for.";
            case PRICE_CHANGED -> "The price is no longer the one you expected.";
        };
    }

    private static String sentence(BookingLimit limit) {
        return switch (limit) {
            case SEATS_OF_A_BOOKING -> "One booking of this event may not have so many seats.";
            case SEATS_OF_A_USER ->
                "You would have more seats of this event than one user may have; those held for you and promised to you"
                        + " count.";
            case OPEN_HOLDS -> "You have an open hold of this event already; confirm or cancel it first.";
            case BOOKINGS_IN_A_DAY ->
                "You made 100 bookings of this event in 24 hours, ended ones and the one you wait for included.";
            case PROMOTIONS_IN_A_DAY -> "100 promotions of yours for this event ended in 24 hours.";
            case JOINS_IN_A_DAY -> "You joined this waitlist 100 times with an Idempotency-Key in 24 hours.";
            case SEATS_OF_OTHERS ->
                "Others could never give back so many seats: the event has fewer besides those you have.";
        };
    }
}
