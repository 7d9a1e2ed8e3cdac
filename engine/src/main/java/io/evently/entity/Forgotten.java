package io.evently.entity;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Decision;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.CancelBooking;
import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.ConfirmHold;
import io.evently.event.EventCommand.DeclinePromotion;
import io.evently.event.ForgottenRules;
import io.evently.event.Labelled;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.Rejection;
import io.evently.tables.BookingRow;
import io.evently.tables.PromotionRow;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What events no longer remember: bookings and promotions that ended more than a day ago, read from the tables and
 * decided by {@link ForgottenRules}. A database that is away, or too many that ask at once, is {@link EventReply.Busy}.
 */
public final class Forgotten {

    private static final Logger log = LoggerFactory.getLogger(Forgotten.class);

    /** For a node without tables: nothing was ever forgotten. */
    public static final Forgotten NOTHING = new Forgotten(
            (event, booking) -> CompletableFuture.completedFuture(Optional.empty()),
            (event, promotion) -> CompletableFuture.completedFuture(Optional.empty()));

    private final BiFunction<UUID, UUID, CompletableFuture<Optional<BookingRow>>> bookings;
    private final BiFunction<UUID, UUID, CompletableFuture<Optional<PromotionRow>>> promotions;

    /** Both read a row of an event; they fail if its database does not answer, or has too much to do. */
    public Forgotten(
            BiFunction<UUID, UUID, CompletableFuture<Optional<BookingRow>>> bookings,
            BiFunction<UUID, UUID, CompletableFuture<Optional<PromotionRow>>> promotions) {
        this.bookings = bookings;
        this.promotions = promotions;
    }

    /** Whether a command is about something that an event forgets. */
    static boolean concerns(EventCommand command) {
        return command instanceof ConfirmHold
                || command instanceof CancelBooking
                || command instanceof ClaimPromotion
                || command instanceof DeclinePromotion;
    }

    /**
     * The event's answer to a command, or, if it does not remember, what it would have answered.
     *
     * @param state reads the event
     */
    CompletableFuture<EventReply> orDecide(
            EventReply reply, UUID eventId, EventCommand command, Supplier<CompletableFuture<EventReply>> state) {
        if (is(reply, Rejection.BOOKING_NOT_FOUND)) {
            return command instanceof ConfirmHold confirm
                    ? booking(eventId, confirm.bookingId(), row -> answer(ForgottenRules.confirm(row, confirm)))
                    : booking(
                            eventId,
                            ((CancelBooking) command).bookingId(),
                            row -> answer(ForgottenRules.cancel(row, (CancelBooking) command)));
        }
        if (is(reply, Rejection.PROMOTION_NOT_FOUND)) {
            return command instanceof ClaimPromotion claim
                    ? claim(eventId, claim)
                    : decline(eventId, (DeclinePromotion) command, state);
        }
        return CompletableFuture.completedFuture(reply);
    }

    /** The event's answer to who wants to read a booking, or, if it does not remember, the booking as it ended. */
    CompletableFuture<EventReply> orRead(EventReply reply, UUID eventId, UUID bookingId, UUID by, boolean asAdmin) {
        return is(reply, Rejection.BOOKING_NOT_FOUND)
                ? booking(eventId, bookingId, row -> EventAnswers.toReader(row, by, asAdmin))
                : CompletableFuture.completedFuture(reply);
    }

    private CompletableFuture<EventReply> claim(UUID eventId, ClaimPromotion claim) {
        return promotion(eventId, claim.promotionId(), promotion -> {
            UUID bookingId = promotion == null ? null : promotion.bookingId();
            return bookingId == null
                    ? CompletableFuture.completedFuture(answer(ForgottenRules.claim(promotion, null, claim)))
                    : booking(eventId, bookingId, row -> answer(ForgottenRules.claim(promotion, row, claim)));
        });
    }

    private CompletableFuture<EventReply> decline(
            UUID eventId, DeclinePromotion decline, Supplier<CompletableFuture<EventReply>> state) {
        return promotion(eventId, decline.promotionId(), promotion -> {
            Decision decision = ForgottenRules.decline(promotion, decline);
            return decision instanceof Decision.Accepted
                    ? state.get()
                    : CompletableFuture.completedFuture(answer(decision));
        });
    }

    private static EventReply answer(Decision decision) {
        if (decision instanceof Decision.Repeated repeated) {
            return new EventReply.BookingState(repeated.booking(), repeated.byClient());
        }
        Decision.Refused refused = (Decision.Refused) decision;
        return new EventReply.Refused(refused.rejection(), refused.currentPrice());
    }

    private static boolean is(EventReply reply, Rejection rejection) {
        return reply instanceof EventReply.Refused refused && refused.rejection() == rejection;
    }

    private CompletableFuture<EventReply> booking(UUID eventId, UUID bookingId, Function<Booking, EventReply> answer) {
        return bookings.apply(eventId, bookingId)
                .thenApply(row -> answer.apply(row.map(Forgotten::booking).orElse(null)))
                .exceptionally(Forgotten::busy);
    }

    private CompletableFuture<EventReply> promotion(
            UUID eventId, UUID promotionId, Function<Promotion, CompletableFuture<EventReply>> answer) {
        return promotions
                .apply(eventId, promotionId)
                .thenCompose(row -> answer.apply(row.map(Forgotten::promotion).orElse(null)))
                .exceptionally(Forgotten::busy);
    }

    private static EventReply busy(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof SQLException || cause instanceof RejectedExecutionException) {
            log.warn("what an event has forgotten could not be read: {}", cause.toString());
            return EventReply.Busy.INSTANCE;
        }
        throw new CompletionException(cause);
    }

    private static Booking booking(BookingRow row) {
        return new Booking(
                row.id(),
                row.userId(),
                row.quantity(),
                row.unitPrice(),
                Labelled.of(BookingStatus.class, row.status()),
                row.createdAt(),
                row.holdExpiresAt(),
                row.updatedAt(),
                null,
                Booking.NO_EXPECTED_PRICE);
    }

    private static Promotion promotion(PromotionRow row) {
        return new Promotion(
                row.id(),
                row.entryId(),
                row.userId(),
                row.quantity(),
                row.unitPrice(),
                row.promotedAt(),
                row.expiresAt(),
                Labelled.of(PromotionStatus.class, row.status()),
                row.promotedAt(),
                row.wasDeclined(),
                row.bookingId());
    }
}
