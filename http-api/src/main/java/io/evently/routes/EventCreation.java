package io.evently.routes;

import io.evently.database.Shards;
import io.evently.event.EventCommand.CreateEvent;
import io.evently.event.Origin;
import io.evently.event.actor.EventReply;
import io.evently.event.actor.EventView;
import io.evently.event.actor.Events;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.route.Call;
import io.evently.http.route.Input;
import io.evently.idempotency.KeyedRequest;
import io.evently.idempotency.Keys;
import io.evently.idempotency.Keys.Kept;
import io.evently.idempotency.KeysUnavailable;
import io.evently.routes.EventBodies.ByAdmin;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Creating events: once for each idempotency key of an admin. */
final class EventCreation {

    private static final String ROUTE = "POST /v1/events";

    private final Events events;
    private final Keys keys;

    EventCreation(Events events, Keys keys) {
        this.events = events;
        this.keys = keys;
    }

    /** What a client sent: the command but for id and author. */
    record Creation(ByAdmin<CreateEvent> command, Optional<String> key) {
        static Creation read(Input input) {
            return new Creation(EventBodies.create(input), input.idempotencyKey());
        }
    }

    CompletionStage<Reply> create(Call call, Creation creation) {
        UUID admin = call.principal().userId();
        UUID freshId = events.newId();
        CreateEvent create = creation.command().command(freshId, admin);
        if (creation.key().isEmpty()) {
            return events.ask(freshId, create, call.origin())
                    .thenApply(reply -> EventReplies.toCommand(reply, EventCreation::created));
        }
        String key = creation.key().get();
        KeyedRequest request =
                new KeyedRequest(ROUTE, admin.toString(), Shards.shardOf(admin), key, EventBodies.content(create));
        return keys.keep(request, freshId)
                .thenCompose(kept -> once(kept, creation.command().command(kept.id(), admin), call.origin()))
                .exceptionallyCompose(EventCreation::busy);
    }

    /** The event's actor recognises its id, so creating it again is finding it. */
    private CompletableFuture<Reply> once(Kept kept, CreateEvent create, Origin origin) {
        if (kept.isOfAnotherRequest()) {
            Problem reused = Rejections.keyReused();
            return CompletableFuture.completedFuture(Reply.of(reused));
        }
        if (kept.isMade()) {
            Reply first = created(EventView.asCreated(create, kept.madeAt()));
            return CompletableFuture.completedFuture(EventReplies.replayed(first));
        }
        return events.ask(kept.id(), create, origin).thenCompose(reply -> {
            if (!(reply instanceof EventReply.EventState state)) {
                return CompletableFuture.completedFuture(EventReplies.refusal(reply));
            }
            long madeAt = state.event().event().createdAt();
            return kept.made(madeAt).thenApply(noted -> created(EventView.asCreated(create, madeAt)));
        });
    }

    private static Reply created(EventView event) {
        return EventRoutes.shown(
                event, json -> Reply.created("/v1/events/" + event.event().id(), json));
    }

    /** The key could not be kept, so nothing was made. */
    private static CompletableFuture<Reply> busy(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof KeysUnavailable
                ? CompletableFuture.completedFuture(Reply.of(Rejections.busy()))
                : CompletableFuture.failedFuture(cause);
    }
}
