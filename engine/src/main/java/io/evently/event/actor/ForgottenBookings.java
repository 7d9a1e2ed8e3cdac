package io.evently.event.actor;

import io.evently.event.Booking;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.CancelBooking;
import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.ConfirmHold;
import io.evently.event.EventCommand.DeclinePromotion;
import io.evently.event.Promotion;
import io.evently.event.Rejection;
import io.evently.event.rules.Decision;
import io.evently.event.rules.ForgottenRules;
import io.evently.sql.Viewer;
import io.evently.tables.BookingRow;
import io.evently.tables.PromotionRow;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What events no longer remember: bookings and promotions that ended more than a day ago, read from the tables and
 * decided by {@link ForgottenRules}. A database that is away, or too many that ask at once, is {@link EventReply.Busy}.
 */
public final class ForgottenBookings {

    private static final Logger log = LoggerFactory.getLogger(ForgottenBookings.class);

    /** For a node without tables: nothing was ever forgotten. */
    public static final ForgottenBookings NOTHING = new ForgottenBookings(
            (viewer, event, booking) -> CompletableFuture.completedFuture(Optional.empty()),
            (viewer, event, promotion) -> CompletableFuture.completedFuture(Optional.empty()));

    private final Rows<BookingRow> bookings;
    private final Rows<PromotionRow> promotions;

    /** Reads a row of an event, if whoever asks may see it. */
    public interface Rows<T> {

        /** @return fails if the event's database does not answer, or has too much to do */
        CompletableFuture<Optional<T>> read(Viewer viewer, UUID eventId, UUID id);
    }

    public ForgottenBookings(Rows<BookingRow> bookings, Rows<PromotionRow> promotions) {
        this.bookings = bookings;
        this.promotions = promotions;
    }

    /** The event's answer to a command, or, if it does not remember, what it would have answered. */
    CompletableFuture<EventReply> orDecide(CompletableFuture<EventReply> answer, UUID eventId, EventCommand command) {
        if (command instanceof ConfirmHold confirm) {
            return unlessRemembered(
                    answer,
                    () -> booking(
                            Viewer.user(confirm.by()),
                            eventId,
                            confirm.bookingId(),
                            found -> answer(ForgottenRules.confirm(found, confirm))));
        }
        if (command instanceof CancelBooking cancel) {
            return unlessRemembered(
                    answer,
                    () -> booking(
                            new Viewer(cancel.by(), cancel.asAdmin()),
                            eventId,
                            cancel.bookingId(),
                            found -> answer(ForgottenRules.cancel(found, cancel))));
        }
        if (command instanceof ClaimPromotion claim) {
            return unlessRemembered(
                    answer,
                    () -> promotion(
                            Viewer.user(claim.by()),
                            eventId,
                            claim.promotionId(),
                            found -> claim(eventId, found, claim)));
        }
        if (command instanceof DeclinePromotion decline) {
            return unlessRemembered(
                    answer,
                    () -> promotion(
                            Viewer.user(decline.by()),
                            eventId,
                            decline.promotionId(),
                            found -> completed(answer(ForgottenRules.decline(found, decline)))));
        }
        return answer;
    }

    /** The event's answer to who wants to read a booking, or, if it does not remember, the booking as it ended. */
    CompletableFuture<EventReply> orRead(
            CompletableFuture<EventReply> answer, UUID eventId, UUID bookingId, UUID by, boolean asAdmin) {
        return unlessRemembered(
                answer,
                () -> booking(
                        new Viewer(by, asAdmin),
                        eventId,
                        bookingId,
                        found -> EventAnswers.toReader(found, by, asAdmin)));
    }

    private static CompletableFuture<EventReply> unlessRemembered(
            CompletableFuture<EventReply> answer, Supplier<CompletableFuture<EventReply>> tables) {
        return answer.thenCompose(reply -> isForgotten(reply) ? tables.get() : completed(reply));
    }

    private static boolean isForgotten(EventReply reply) {
        return reply instanceof EventReply.Refused refused
                && (refused.rejection() == Rejection.BOOKING_NOT_FOUND
                        || refused.rejection() == Rejection.PROMOTION_NOT_FOUND);
    }

    private CompletableFuture<EventReply> claim(UUID eventId, Promotion promotion, ClaimPromotion claim) {
        return ForgottenRules.isUsedBy(promotion, claim.by())
                ? booking(
                        Viewer.user(claim.by()),
                        eventId,
                        promotion.bookingId(),
                        made -> answer(ForgottenRules.claim(promotion, made, claim)))
                : completed(answer(ForgottenRules.claim(promotion, null, claim)));
    }

    private static EventReply answer(Decision decision) {
        if (decision instanceof Decision.Accepted) {
            return new EventReply.EventState(null);
        }
        if (decision instanceof Decision.Repeated repeated) {
            return new EventReply.BookingState(repeated.booking(), repeated.byClient());
        }
        Decision.Refused refused = (Decision.Refused) decision;
        return new EventReply.Refused(refused.rejection(), refused.currentPrice(), refused.limit());
    }

    private static CompletableFuture<EventReply> completed(EventReply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private CompletableFuture<EventReply> booking(
            Viewer viewer, UUID eventId, UUID bookingId, Function<Booking, EventReply> answer) {
        return bookings.read(viewer, eventId, bookingId)
                .thenApply(row -> answer.apply(row.map(EventColumns::booking).orElse(null)))
                .exceptionally(ForgottenBookings::busy);
    }

    private CompletableFuture<EventReply> promotion(
            Viewer viewer, UUID eventId, UUID promotionId, Function<Promotion, CompletableFuture<EventReply>> answer) {
        return promotions
                .read(viewer, eventId, promotionId)
                .thenCompose(
                        row -> answer.apply(row.map(EventColumns::promotion).orElse(null)))
                .exceptionally(ForgottenBookings::busy);
    }

    private static EventReply busy(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof SQLException || cause instanceof RejectedExecutionException) {
            log.warn("what an event has forgotten could not be read: {}", cause.toString());
            return EventReply.Busy.INSTANCE;
        }
        throw new CompletionException(cause);
    }
}
