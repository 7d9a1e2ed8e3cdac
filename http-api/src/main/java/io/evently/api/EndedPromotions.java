package io.evently.api;

import io.evently.event.Rejection;
import io.evently.http.Reply;
import io.evently.tables.BookingRow;
import io.evently.tables.Lists;
import io.evently.tables.PromotionRow;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Promotions that ended more than a day ago: their event has forgotten them, so the tables answer repeats ({@code
 * design.md}, "Nothing grows for ever").
 */
final class EndedPromotions {

    private final Lists lists;

    EndedPromotions(Lists lists) {
        this.lists = lists;
    }

    /** Who claimed in time is answered as the first time, whatever became of the booking. */
    CompletionStage<Reply> claim(UUID eventId, UUID promotionId, UUID caller) {
        CompletableFuture<Reply> answer = mine(eventId, promotionId, caller).thenCompose(promotion -> {
            if (promotion.isEmpty()) {
                return done(Rejection.PROMOTION_NOT_FOUND);
            }
            UUID bookingId = promotion.get().bookingId();
            return bookingId == null
                    ? done(Rejection.PROMOTION_EXPIRED)
                    : lists.booking(eventId, bookingId).thenApply(booking -> claimed(eventId, booking));
        });
        return TableAnswers.answer(answer, reply -> reply);
    }

    CompletionStage<Reply> decline(UUID eventId, UUID promotionId, UUID caller) {
        return TableAnswers.answer(mine(eventId, promotionId, caller), promotion -> promotion
                .map(row -> row.wasDeclined() ? Reply.noContent() : refused(Rejection.PROMOTION_EXPIRED))
                .orElseGet(() -> refused(Rejection.PROMOTION_NOT_FOUND)));
    }

    private CompletableFuture<Optional<PromotionRow>> mine(UUID eventId, UUID promotionId, UUID caller) {
        return lists.promotion(eventId, promotionId)
                .thenApply(found -> found.filter(row -> row.userId().equals(caller)));
    }

    private static Reply claimed(UUID eventId, Optional<BookingRow> booking) {
        return booking.map(BookingRow::asFirstAnswered)
                .map(row -> Answers.replayed(Answers.madeBooking(eventId, row.id(), BookingDocument.of(row)::write)))
                .orElseGet(() -> refused(Rejection.PROMOTION_EXPIRED));
    }

    private static CompletableFuture<Reply> done(Rejection rejection) {
        return CompletableFuture.completedFuture(refused(rejection));
    }

    private static Reply refused(Rejection rejection) {
        return Reply.of(Rejections.problem(rejection));
    }
}
