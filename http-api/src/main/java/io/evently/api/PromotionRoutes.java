package io.evently.api;

import io.evently.entity.Events;
import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.DeclinePromotion;
import io.evently.http.Access;
import io.evently.http.Call;
import io.evently.http.Endpoint;
import io.evently.http.Input;
import io.evently.http.Reply;
import io.evently.tables.Lists;
import io.evently.tables.WaitlistPromotions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Seats promised to those who waited: seen over all events, claimed and declined at the event's actor. */
public final class PromotionRoutes {

    private final Events events;
    private final Lists lists;

    public PromotionRoutes(Events events, Lists lists) {
        this.events = events;
        this.lists = lists;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/v1/promotions", Access.USER, Listing::read, this::mine),
                Endpoint.post("/v1/events/{id}/promotions/{promotionId}/claim", Access.USER, this::claim),
                Endpoint.post("/v1/events/{id}/promotions/{promotionId}/decline", Access.USER, this::decline));
    }

    private record Listing(Optional<WaitlistPromotions.Cursor> after, int limit) {
        static Listing read(Input input) {
            return new Listing(
                    input.query().cursor(Listing::place), input.query().limit());
        }

        private static WaitlistPromotions.Cursor place(String text) {
            boolean open = text.startsWith("open:");
            if (!open && !text.startsWith("over:")) {
                throw new IllegalArgumentException("no place of ours");
            }
            Place place = Place.of(text.substring("open:".length()));
            return new WaitlistPromotions.Cursor(open, place.micros(), place.id());
        }

        static String place(WaitlistPromotions.Cursor last) {
            return (last.open() ? "open:" : "over:") + new Place(last.promotedAt(), last.id());
        }
    }

    private CompletionStage<Reply> mine(Call call, Listing listing) {
        return TableAnswers.page(
                lists.promotions(
                        call.principal().userId(), events.now(), listing.after().orElse(null), listing.limit()),
                WaitlistJson::promotion,
                row -> Listing.place(WaitlistPromotions.Cursor.after(row)));
    }

    private CompletionStage<Reply> claim(Call call) {
        UUID eventId = call.pathId("id");
        var claim = new ClaimPromotion(
                call.pathId("promotionId"), events.newId(), call.principal().userId());
        return events.ask(eventId, claim).thenApply(reply -> Answers.toMadeBooking(eventId, reply));
    }

    private CompletionStage<Reply> decline(Call call) {
        var decline =
                new DeclinePromotion(call.pathId("promotionId"), call.principal().userId());
        return events.ask(call.pathId("id"), decline)
                .thenApply(reply -> Answers.toCommand(reply, event -> Reply.noContent()));
    }
}
