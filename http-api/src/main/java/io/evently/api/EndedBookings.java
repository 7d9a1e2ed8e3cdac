package io.evently.api;

import io.evently.event.BookingStatus;
import io.evently.event.Rejection;
import io.evently.http.Principal;
import io.evently.http.Problem;
import io.evently.http.Reply;
import io.evently.tables.BookingRow;
import io.evently.tables.Lists;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Bookings that ended more than a day ago: their event has forgotten them, so the tables answer reads and repeats
 * ({@code design.md}, "Nothing grows for ever").
 */
public final class EndedBookings {

    private final Lists lists;

    public EndedBookings(Lists lists) {
        this.lists = lists;
    }

    CompletionStage<Reply> get(UUID eventId, UUID bookingId, Principal caller) {
        return find(eventId, bookingId, caller, caller.isAdmin(), EndedBookings::shown);
    }

    /** Cancelling what is cancelled answers the same as the first time. */
    CompletionStage<Reply> cancel(UUID eventId, UUID bookingId, Principal caller) {
        return find(
                eventId,
                bookingId,
                caller,
                caller.isAdmin(),
                row -> row.status().equals(BookingStatus.CANCELLED.label())
                        ? shown(row)
                        : refused(Rejection.BOOKING_NOT_ACTIVE));
    }

    CompletionStage<Reply> confirm(UUID eventId, UUID bookingId, Principal caller) {
        return find(
                eventId,
                bookingId,
                caller,
                false,
                row -> refused(
                        row.status().equals(BookingStatus.EXPIRED.label())
                                ? Rejection.HOLD_EXPIRED
                                : Rejection.BOOKING_NOT_ACTIVE));
    }

    private CompletionStage<Reply> find(
            UUID eventId, UUID bookingId, Principal caller, boolean others, Function<BookingRow, Reply> found) {
        return TableAnswers.answer(lists.booking(eventId, bookingId), row -> row.filter(
                        booking -> others || booking.userId().equals(caller.userId()))
                .map(found)
                .orElseGet(() -> refused(Rejection.BOOKING_NOT_FOUND)));
    }

    private static Reply shown(BookingRow row) {
        return Reply.ok(BookingDocument.of(row)::write);
    }

    private static Reply refused(Rejection rejection) {
        Problem problem = Rejections.problem(rejection);
        return Reply.of(problem);
    }
}
