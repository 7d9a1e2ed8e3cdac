package io.evently.api;

import io.evently.entity.EventReply;
import io.evently.entity.Events;
import io.evently.event.Booking;
import io.evently.event.EventCommand;
import io.evently.event.KeyHash;
import io.evently.http.Access;
import io.evently.http.Call;
import io.evently.http.Endpoint;
import io.evently.http.Input;
import io.evently.http.JsonBody;
import io.evently.http.Principal;
import io.evently.http.Reply;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Booking seats: the hot path. Decided by the event's actor; every attempt is logged beside it. */
public final class BookingRoutes {

    private final Events events;

    public BookingRoutes(Events events) {
        this.events = events;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/v1/events/{id}/bookings", Access.USER, BookRequest::read, this::book),
                Endpoint.post("/v1/events/{id}/bookings/{bookingId}/confirm", Access.USER, this::confirm),
                Endpoint.delete("/v1/events/{id}/bookings/{bookingId}", Access.USER, this::cancel),
                Endpoint.get("/v1/events/{id}/bookings/{bookingId}", Access.USER, this::get));
    }

    private record BookRequest(int quantity, boolean hold, long expectedPrice, Optional<String> key) {
        static BookRequest read(Input input) {
            JsonBody body = input.body();
            return new BookRequest(
                    body.requiredInt("quantity", 1, 10),
                    body.optionalBoolean("hold").orElse(false),
                    body.optionalMoney("expectedPrice").orElse(Booking.NO_EXPECTED_PRICE),
                    input.idempotencyKey());
        }
    }

    private CompletionStage<Reply> book(Call call, BookRequest request) {
        UUID eventId = call.pathId("id");
        UUID userId = call.principal().userId();
        EventCommand.Book book = new EventCommand.Book(
                events.newId(),
                userId,
                request.quantity(),
                request.hold(),
                request.expectedPrice(),
                request.key().map(KeyHash::of).orElse(null));
        return events.ask(eventId, book).thenApply(reply -> {
            return reply instanceof EventReply.BookingState state ? created(eventId, state) : Answers.refusal(reply);
        });
    }

    private static Reply created(UUID eventId, EventReply.BookingState state) {
        Reply reply = Reply.created(
                "/v1/events/" + eventId + "/bookings/" + state.booking().id(),
                json -> BookingJson.booking(json, eventId, state.booking()));
        return state.replayed() ? reply.header("Idempotent-Replayed", "true") : reply;
    }

    private CompletionStage<Reply> confirm(Call call) {
        UUID eventId = call.pathId("id");
        UUID bookingId = call.pathId("bookingId");
        Principal caller = call.principal();
        return events.ask(eventId, new EventCommand.ConfirmHold(bookingId, caller.userId()))
                .thenApply(reply -> shown(eventId, reply));
    }

    private CompletionStage<Reply> cancel(Call call) {
        UUID eventId = call.pathId("id");
        UUID bookingId = call.pathId("bookingId");
        Principal caller = call.principal();
        return events.ask(eventId, new EventCommand.CancelBooking(bookingId, caller.userId(), caller.isAdmin()))
                .thenApply(reply -> shown(eventId, reply));
    }

    private CompletionStage<Reply> get(Call call) {
        UUID eventId = call.pathId("id");
        UUID bookingId = call.pathId("bookingId");
        Principal caller = call.principal();
        return events.booking(eventId, bookingId, caller.userId(), caller.isAdmin())
                .thenApply(reply ->
                        reply instanceof EventReply.Unknown ? Reply.of(Rejections.busy()) : shown(eventId, reply));
    }

    private static Reply shown(UUID eventId, EventReply reply) {
        return Answers.toBooking(reply, booking -> Reply.ok(json -> BookingJson.booking(json, eventId, booking)));
    }
}
