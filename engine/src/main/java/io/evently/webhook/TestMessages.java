package io.evently.webhook;

import io.evently.event.Micros;
import io.evently.sql.Query;
import io.evently.webhook.Webhooks.Tested;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/** Sends a message at once, to see what comes back. Thread-safe. */
final class TestMessages {

    /** Admins press the button now and then. */
    private static final int MOST = 8;

    /** Shorter than for other messages: a request has ten seconds in all. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Subscriptions subscriptions;
    private final Executor thread;
    private final WebhookClient client;
    private final LongSupplier clock;
    private final Semaphore free = new Semaphore(MOST);

    /**
     * @param thread that may wait for database 0
     * @param clock microseconds since 1970
     */
    TestMessages(Subscriptions subscriptions, Executor thread, WebhookClient client, LongSupplier clock) {
        this.subscriptions = subscriptions;
        this.thread = thread;
        this.client = client;
        this.clock = clock;
    }

    /** @return empty: there is no such webhook */
    CompletableFuture<Optional<Tested>> send(UUID webhookId) {
        if (!free.tryAcquire()) {
            return CompletableFuture.failedFuture(new RejectedExecutionException("too many tests at once"));
        }
        return Query.by(thread, () -> subscriptions.read().stream()
                        .filter(each ->
                                each.id().equals(webhookId) && !each.secrets().isEmpty())
                        .findFirst())
                .thenCompose(found ->
                        found.map(this::sendTo).orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())))
                .whenComplete((tested, failure) -> free.release());
    }

    private CompletableFuture<Optional<Tested>> sendTo(Subscription to) {
        String id = "test_" + UUID.randomUUID();
        long at = clock.getAsLong();
        String body = WebhookMessage.test(to.id(), at);
        long seconds = Micros.toInstant(at).getEpochSecond();
        long began = System.nanoTime();
        WebhookClient.Line line = client.open(to.url());
        return line.post(
                        new WebhookClient.Post(id, seconds, WebhookSignature.of(to.secrets(), id, seconds, body), body),
                        PATIENCE)
                .whenComplete((answer, failure) -> line.close())
                .thenApply(answer -> Optional.of(new Tested(answer, (System.nanoTime() - began) / 1_000)));
    }
}
