package io.evently.routes;

import io.evently.event.EventCommand;
import io.evently.event.actor.EventView;
import io.evently.event.actor.Events;
import io.evently.http.access.Access;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Reply;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.idempotency.Keys;
import io.evently.routes.EventBodies.ByAdmin;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** Events: what organizers say of them, and what everybody may see. Decided and read by the event's actor. */
public final class EventRoutes {

    private final Events events;
    private final EventCreation creation;

    /** @param keys remembers which events were made by requests with an idempotency key */
    public EventRoutes(Events events, Keys keys) {
        this.events = events;
        this.creation = new EventCreation(events, keys);
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/v1/events", Access.ADMIN, EventCreation.Creation::read, creation::create),
                Endpoint.get("/v1/events/{id}", Access.PUBLIC, this::get),
                Endpoint.patch("/v1/events/{id}", Access.ADMIN, EventBodies::change, this::decide),
                Endpoint.put("/v1/events/{id}/price", Access.ADMIN, EventBodies::price, this::decide),
                Endpoint.post("/v1/events/{id}/cancel", Access.ADMIN, EventBodies::cancel, this::decide),
                Endpoint.post("/v1/events/{id}/complete", Access.ADMIN, EventBodies::complete, this::decide),
                Endpoint.delete("/v1/events/{id}", Access.ADMIN, EventBodies::delete, this::delete),
                Endpoint.get("/v1/events/{id}/availability", Access.PUBLIC, this::availability));
    }

    private CompletionStage<Reply> get(Call call) {
        return events.get(call.pathId("id")).thenApply(reply -> EventReplies.toRead(reply, EventRoutes::ok));
    }

    private CompletionStage<Reply> decide(Call call, ByAdmin<? extends EventCommand> command) {
        return ask(call, call.pathId("id"), command, EventRoutes::ok);
    }

    private CompletionStage<Reply> delete(Call call, ByAdmin<EventCommand.DeleteEvent> delete) {
        return ask(call, call.pathId("id"), delete, event -> Reply.noContent());
    }

    private CompletionStage<Reply> availability(Call call) {
        return events.get(call.pathId("id"))
                .thenApply(reply ->
                        EventReplies.toRead(reply, event -> Reply.ok(json -> EventDocument.availability(json, event))));
    }

    private CompletionStage<Reply> ask(
            Call call, UUID id, ByAdmin<? extends EventCommand> command, Function<EventView, Reply> granted) {
        return events.ask(id, command.command(id, call.principal().userId()), call.origin())
                .thenApply(reply -> EventReplies.toCommand(reply, granted));
    }

    private static Reply ok(EventView event) {
        return shown(event, Reply::ok);
    }

    /** What everybody sees of an event, with its version. */
    static Reply shown(EventView event, Function<Consumer<JsonWriter>, Reply> reply) {
        return reply.apply(EventDocument.of(event)).etag(event.event().version());
    }
}
