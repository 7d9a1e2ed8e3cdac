package io.evently.routes;

import io.evently.database.Shards;
import io.evently.event.Micros;
import io.evently.http.answer.Reply;
import io.evently.http.route.Call;
import io.evently.idempotency.KeyedRequest;
import io.evently.idempotency.Keys;
import io.evently.idempotency.Keys.Kept;
import io.evently.routes.WebhookBodies.Creation;
import io.evently.tables.message.WebhookRow;
import io.evently.webhook.WebhookSecret;
import io.evently.webhook.WebhookType;
import io.evently.webhook.Webhooks;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Secrets that are shown once: of a new webhook, and a new one of an old. A repeat with its key shows the same again. */
final class WebhookCreation {

    private static final long DAY = Duration.ofHours(24).toMillis() * 1_000;

    private final Webhooks webhooks;
    private final Keys keys;
    private final Supplier<UUID> ids;

    WebhookCreation(Webhooks webhooks, Keys keys, Supplier<UUID> ids) {
        this.webhooks = webhooks;
        this.keys = keys;
        this.ids = ids;
    }

    static Webhooks.By by(Call call) {
        return new Webhooks.By(call.principal().userId(), call.requestId());
    }

    /**
     * What was made, when, as answered.
     *
     * @param madeAt microseconds; 0: nothing was made
     */
    private record Made(Reply reply, long madeAt) {
        static Made nothing(Reply refusal) {
            return new Made(refusal, 0);
        }
    }

    CompletionStage<Reply> create(Call call, Creation creation) {
        return WebhookAnswers.orFailure(once(
                call,
                "POST /v1/webhooks",
                creation.key(),
                creation.content(),
                (id, keyed) -> make(id, keyed, creation, call),
                kept -> created(asMade(kept.id(), creation, kept.madeAt(), call), secretOf(kept))));
    }

    private WebhookSecret secretOf(Kept kept) {
        return webhooks.secretOf(kept.id(), true);
    }

    private CompletableFuture<Made> make(UUID id, boolean keyed, Creation creation, Call call) {
        return webhooks.problemWith(URI.create(creation.wish().url())).thenCompose(problem -> {
            if (problem.isPresent()) {
                return CompletableFuture.completedFuture(Made.nothing(WebhookAnswers.unusable(problem.get())));
            }
            WebhookSecret secret = webhooks.secretOf(id, keyed);
            return webhooks.create(id, creation.wish(), secret, Micros.of(Instant.now()), by(call))
                    .thenApply(row -> row.map(made -> new Made(
                                    created(asMade(id, creation, made.createdAt(), call), secret), made.createdAt()))
                            .orElseGet(() -> Made.nothing(WebhookAnswers.tooMany())));
        });
    }

    /** As it was at first, whatever has become of it. */
    private static WebhookRow asMade(UUID id, Creation creation, long at, Call call) {
        return new WebhookRow(
                id,
                creation.wish().url(),
                creation.wish().types().stream().map(WebhookType::label).toList(),
                creation.wish().eventIds(),
                true,
                null,
                0,
                at,
                call.principal().userId());
    }

    private static Reply created(WebhookRow row, WebhookSecret secret) {
        return Reply.created("/v1/webhooks/" + row.id(), json -> WebhookDocument.created(json, row, secret));
    }

    CompletionStage<Reply> rotate(Call call, Optional<String> key) {
        UUID webhook = call.pathId("id");
        return WebhookAnswers.orFailure(once(
                call,
                "POST /v1/webhooks/{id}/rotate-secret",
                key,
                List.of(webhook.toString()),
                (id, keyed) -> rotate(webhook, webhooks.secretOf(id, keyed), call),
                kept -> rotated(secretOf(kept), kept.madeAt() + DAY)));
    }

    private CompletableFuture<Made> rotate(UUID webhook, WebhookSecret secret, Call call) {
        return webhooks.rotate(webhook, secret, by(call)).thenApply(found -> found.map(
                        row -> new Made(rotated(secret, row.previousUntil()), row.previousUntil() - DAY))
                .orElseGet(() -> Made.nothing(WebhookAnswers.notFound())));
    }

    private static Reply rotated(WebhookSecret secret, long previousUntil) {
        return Reply.ok(json -> WebhookDocument.rotated(json, secret, previousUntil));
    }

    /** Makes something under an id; made again it is the same. */
    private interface Making {
        CompletableFuture<Made> make(UUID id, boolean keyed);
    }

    /** Once for each idempotency key, if there is one. */
    private CompletableFuture<Reply> once(
            Call call,
            String route,
            Optional<String> key,
            List<String> content,
            Making making,
            Function<Kept, Reply> again) {
        if (key.isEmpty()) {
            return making.make(ids.get(), false).thenApply(Made::reply);
        }
        UUID admin = call.principal().userId();
        KeyedRequest request = new KeyedRequest(route, admin.toString(), Shards.shardOf(admin), key.get(), content);
        return keys.keep(request, ids.get()).thenCompose(kept -> {
            if (kept.isOfAnotherRequest()) {
                return CompletableFuture.completedFuture(Reply.of(Rejections.keyReused()));
            }
            if (kept.isMade()) {
                return CompletableFuture.completedFuture(EventReplies.replayed(again.apply(kept)));
            }
            return making.make(kept.id(), true)
                    .thenCompose(made -> (made.madeAt() == 0 ? kept.refused() : kept.made(made.madeAt()))
                            .thenApply(noted -> made.reply()));
        });
    }
}
