package io.evently.routes;

import io.evently.event.Micros;
import io.evently.http.access.Access;
import io.evently.http.answer.Reply;
import io.evently.http.format.Cursor;
import io.evently.http.read.QueryParams;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.evently.http.route.Watch;
import io.evently.idempotency.Keys;
import io.evently.sql.IdOrder;
import io.evently.tables.ReadModel;
import io.evently.tables.ReadModel.Page;
import io.evently.tables.WebhookLists;
import io.evently.tables.message.WebhookDeliveryRow;
import io.evently.tables.message.WebhookRow;
import io.evently.tables.message.WebhooksTable;
import io.evently.webhook.Webhooks;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Webhooks: who wants to be told, and what they were told. */
final class WebhookRoutes {

    private static final String ALL = "/v1/webhooks";
    private static final String ONE = ALL + "/{id}";
    private static final String DELIVERIES = ONE + "/deliveries";

    private static final String WEBHOOKS = "webhooks";
    private static final String TOLD = "webhook-deliveries";

    private static final List<String> STATUSES =
            List.of(WebhookDeliveryRow.PENDING, WebhookDeliveryRow.DELIVERED, WebhookDeliveryRow.FAILED);

    private final Webhooks webhooks;
    private final ReadModel lists;
    private final WebhookCreation creation;

    /**
     * @param keys remembers what requests with an idempotency key have made
     * @param ids fresh ones
     */
    WebhookRoutes(Webhooks webhooks, ReadModel lists, Keys keys, Supplier<UUID> ids) {
        this.webhooks = webhooks;
        this.lists = lists;
        this.creation = new WebhookCreation(webhooks, keys, ids);
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post(
                        ALL,
                        Access.ADMIN,
                        input -> WebhookBodies.create(input, webhooks.arePrivateAllowed()),
                        creation::create),
                Endpoint.get(ALL, Access.ADMIN, Asked::list, this::list).watched(Watch.OF_NOBODY),
                Endpoint.get(ONE, Access.ADMIN, this::get).watched(Watch.OF_NOBODY),
                Endpoint.patch(
                        ONE,
                        Access.ADMIN,
                        input -> WebhookBodies.change(input, webhooks.arePrivateAllowed()),
                        this::change),
                Endpoint.delete(ONE, Access.ADMIN, this::delete),
                Endpoint.post(ONE + "/rotate-secret", Access.ADMIN, Input::idempotencyKey, creation::rotate),
                Endpoint.post(ONE + "/test", Access.ADMIN, this::test),
                Endpoint.get(DELIVERIES, Access.ADMIN, Asked::deliveries, this::deliveries)
                        .watched(Watch.OF_NOBODY),
                Endpoint.post(DELIVERIES + "/{deliveryId}/retry", Access.ADMIN, this::retry));
    }

    /** @param status null: whatever came of it */
    private record Asked(String status, Optional<UUID> before, int limit) {
        static Asked list(Input input) {
            QueryParams query = input.query();
            return new Asked(null, query.cursor(WEBHOOKS, Cursor::id), query.limit());
        }

        static Asked deliveries(Input input) {
            QueryParams query = input.query();
            return new Asked(
                    query.choice("status", STATUSES).orElse(null), query.cursor(TOLD, Cursor::id), query.limit());
        }
    }

    private CompletionStage<Reply> list(Call call, Asked asked) {
        long now = Micros.of(Instant.now());
        return TableAnswers.page(
                lists.webhooks(TableAnswers.viewer(call)).all().thenApply(all -> page(all, asked, now)),
                WebhookDocument::webhook,
                row -> Cursor.of(WEBHOOKS, row.id()));
    }

    private static Page<WebhookRow> page(List<WebhookRow> all, Asked asked, long now) {
        List<WebhookRow> rest = all.stream()
                .filter(row -> asked.before().isEmpty()
                        || IdOrder.ORDER.compare(row.id(), asked.before().get()) < 0)
                .toList();
        boolean more = rest.size() > asked.limit();
        return new Page<>(more ? rest.subList(0, asked.limit()) : rest, more, now);
    }

    private CompletionStage<Reply> get(Call call) {
        return TableAnswers.answer(
                lists.webhooks(TableAnswers.viewer(call)).find(call.pathId("id")),
                found -> found.map(WebhookRoutes::shown).orElseGet(WebhookAnswers::notFound));
    }

    private static Reply shown(WebhookRow row) {
        return Reply.ok(json -> WebhookDocument.webhook(json, row));
    }

    private CompletionStage<Reply> change(Call call, WebhooksTable.Change change) {
        UUID id = call.pathId("id");
        return WebhookAnswers.orFailure(problemWith(call, id, change.url())
                .thenCompose(refusal -> refusal.isPresent()
                        ? CompletableFuture.completedFuture(refusal.get())
                        : webhooks.change(id, change, WebhookCreation.by(call))
                                .thenApply(changed ->
                                        changed.map(WebhookRoutes::shown).orElseGet(WebhookAnswers::notFound))));
    }

    /** Whether it is there comes before where it leads. */
    private CompletableFuture<Optional<Reply>> problemWith(Call call, UUID id, String url) {
        if (url == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return lists.webhooks(TableAnswers.viewer(call))
                .find(id)
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.of(WebhookAnswers.notFound()))
                        : webhooks.problemWith(URI.create(url)).thenApply(why -> why.map(WebhookAnswers::unusable)));
    }

    private CompletionStage<Reply> delete(Call call) {
        return WebhookAnswers.orFailure(webhooks.delete(call.pathId("id"), WebhookCreation.by(call))
                .thenApply(deleted -> deleted ? Reply.noContent() : WebhookAnswers.notFound()));
    }

    private CompletionStage<Reply> test(Call call) {
        return TableAnswers.answer(webhooks.test(call.pathId("id")), tested -> tested.map(
                        came -> Reply.ok(json -> WebhookDocument.tested(json, came)))
                .orElseGet(WebhookAnswers::notFound));
    }

    private CompletionStage<Reply> deliveries(Call call, Asked asked) {
        UUID id = call.pathId("id");
        WebhookLists shown = lists.webhooks(TableAnswers.viewer(call));
        return TableAnswers.page(
                shown.find(id)
                        .thenApply(found -> found.orElseThrow(WebhookAnswers::noSuchWebhook))
                        .thenCompose(found -> shown.deliveries(
                                id, asked.status(), asked.before().orElse(null), asked.limit())),
                WebhookDocument::delivery,
                row -> Cursor.of(TOLD, row.id()));
    }

    private CompletionStage<Reply> retry(Call call) {
        return WebhookAnswers.orFailure(
                webhooks.retry(call.pathId("id"), call.pathId("deliveryId"), WebhookCreation.by(call))
                        .thenApply(retried -> {
                            if (!retried.webhookFound()) {
                                return WebhookAnswers.notFound();
                            }
                            if (!retried.active()) {
                                return WebhookAnswers.switchedOff();
                            }
                            return retried.delivery()
                                    .map(row -> Reply.ok(json -> WebhookDocument.delivery(json, row)))
                                    .orElseGet(WebhookAnswers::deliveryNotFound);
                        }));
    }
}
