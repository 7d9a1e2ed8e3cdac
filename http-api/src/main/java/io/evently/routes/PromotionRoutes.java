package io.evently.routes;

import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.DeclinePromotion;
import io.evently.event.actor.Events;
import io.evently.http.access.Access;
import io.evently.http.answer.Reply;
import io.evently.http.format.Cursor;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.evently.tables.ReadModel;
import io.evently.tables.WaitlistPromotionsTable;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Seats promised to those who waited: seen over all events, claimed and declined at the event's actor. */
public final class PromotionRoutes {

    private static final String PROMOTIONS = "promotions";

    private final Events events;
    private final ReadModel lists;

    public PromotionRoutes(Events events, ReadModel lists) {
        this.events = events;
        this.lists = lists;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/v1/promotions", Access.USER, Listing::read, this::mine),
                Endpoint.post("/v1/events/{id}/promotions/{promotionId}/claim", Access.USER, this::claim),
                Endpoint.post("/v1/events/{id}/promotions/{promotionId}/decline", Access.USER, this::decline));
    }

    private record Listing(Optional<WaitlistPromotionsTable.Cursor> after, int limit) {
        static Listing read(Input input) {
            return new Listing(
                    input.query().cursor(PROMOTIONS, Listing::after),
                    input.query().limit());
        }

        private static WaitlistPromotionsTable.Cursor after(Cursor cursor) {
            boolean open =
                    switch (cursor.text()) {
                        case "open" -> true;
                        case "over" -> false;
                        default -> throw new IllegalArgumentException("no place of ours");
                    };
            return new WaitlistPromotionsTable.Cursor(open, cursor.number(), cursor.id());
        }

        static String cursor(WaitlistPromotionsTable.Cursor last) {
            return Cursor.of(PROMOTIONS, last.open() ? "open" : "over", last.promotedAt(), last.id());
        }
    }

    private CompletionStage<Reply> mine(Call call, Listing listing) {
        return TableAnswers.page(
                lists.promotions(
                        call.principal().userId(), events.now(), listing.after().orElse(null), listing.limit()),
                (json, row) -> PromotionDocument.of(row).accept(json),
                row -> Listing.cursor(WaitlistPromotionsTable.Cursor.after(row)));
    }

    private CompletionStage<Reply> claim(Call call) {
        UUID eventId = call.pathId("id");
        var claim = new ClaimPromotion(
                call.pathId("promotionId"), events.newId(), call.principal().userId());
        return events.ask(eventId, claim, call.origin()).thenApply(reply -> EventReplies.toMadeBooking(eventId, reply));
    }

    private CompletionStage<Reply> decline(Call call) {
        var decline = new DeclinePromotion(
                call.pathId("promotionId"), call.principal().userId());
        return events.ask(call.pathId("id"), decline, call.origin())
                .thenApply(reply -> EventReplies.toCommand(reply, event -> Reply.noContent()));
    }
}
