package io.evently.webhook;

import io.evently.audit.AuditEntry;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.tables.message.WebhookDeliveriesTable;
import io.evently.tables.message.WebhookDeliveryRow;
import io.evently.tables.message.WebhookLanesTable;
import io.evently.tables.message.WebhookRow;
import io.evently.tables.message.WebhooksTable;
import io.evently.webhook.WebhookClient.Answer;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What admins do with webhooks. Answers fail with the {@link SQLException} of the database that failed, or with a {@link
 * RejectedExecutionException} when too much waits. Thread-safe.
 */
public final class Webhooks {

    /** Where {@link WebhooksTable} is. */
    private static final int SHARD = 0;

    private final Shards shards;
    private final DatabaseThreads threads;
    private final WebhookSecrets secrets;
    private final WebhookAddresses addresses;
    private final TestMessages testMessages;
    private final Consumer<AuditEntry> audit;
    private final LongSupplier clock;

    /**
     * @param audit is told what was done; never blocks
     * @param clock microseconds since 1970
     */
    Webhooks(
            Shards shards,
            DatabaseThreads threads,
            WebhookSecrets secrets,
            WebhookAddresses addresses,
            WebhookClient client,
            Subscriptions subscriptions,
            Consumer<AuditEntry> audit,
            LongSupplier clock) {
        this.shards = shards;
        this.threads = threads;
        this.secrets = secrets;
        this.addresses = addresses;
        this.testMessages = new TestMessages(subscriptions, threads.apply(SHARD), client, clock);
        this.audit = audit;
        this.clock = clock;
    }

    /** Who does it, by which request. */
    public record By(UUID admin, String requestId) {}

    /**
     * What one should be told.
     *
     * @param eventIds null: of all events
     */
    public record Wish(String url, List<WebhookType> types, List<UUID> eventIds) {}

    /**
     * What came of a test.
     *
     * @param micros until the answer
     */
    public record Tested(Answer answer, long micros) {}

    /** Why a URL's host may not be told. */
    public enum UrlProblem {
        NAME_NOT_FOUND,
        PRIVATE_ADDRESS,
        RESERVED_ADDRESS,
        WITHOUT_TLS;

        private static UrlProblem of(WebhookAddresses.Reason reason) {
            return switch (reason) {
                case PRIVATE -> PRIVATE_ADDRESS;
                case RESERVED -> RESERVED_ADDRESS;
                case WITHOUT_TLS -> WITHOUT_TLS;
            };
        }
    }

    /** Whether URLs may be plain HTTP and private. */
    public boolean arePrivateAllowed() {
        return addresses.arePrivateAllowed();
    }

    /**
     * Whether a URL's host may be told, as far as names are known now.
     *
     * @return fails with {@link RejectedExecutionException} if too many ask
     */
    public CompletableFuture<Optional<UrlProblem>> problemWith(URI url) {
        return addresses.find(WebhookUrl.hostOf(url), WebhookUrl.isTls(url)).handle((address, failure) -> {
            if (failure == null) {
                return Optional.empty();
            }
            if (failure instanceof RejectedExecutionException full) {
                throw full;
            }
            return Optional.of(
                    failure instanceof WebhookAddresses.Refused refused
                            ? UrlProblem.of(refused.reason())
                            : UrlProblem.NAME_NOT_FOUND);
        });
    }

    /** The secret of a request that makes one; of one with an idempotency key at each repeat the same. */
    public WebhookSecret secretOf(UUID id, boolean keyed) {
        return keyed ? secrets.of(id) : secrets.random();
    }

    /**
     * Makes one; made again it is there already.
     *
     * @param at microseconds
     * @return as it is; empty: there are too many
     */
    public CompletableFuture<Optional<WebhookRow>> create(UUID id, Wish wish, WebhookSecret secret, long at, By by) {
        WebhooksTable.New made = new WebhooksTable.New(
                id,
                wish.url(),
                wish.types().stream().map(WebhookType::label).toList(),
                wish.eventIds(),
                secrets.seal(id, secret),
                secret.id(),
                at,
                by.admin());
        return ask(SHARD, connection -> inTransaction(connection, () -> WebhooksTable.insert(connection, made)))
                .thenApply(row -> {
                    row.ifPresent(there -> tell("webhook.created", id, by, Map.of("host", host(wish.url()))));
                    return row;
                });
    }

    /** As it is then; empty: there is none. */
    public CompletableFuture<Optional<WebhookRow>> change(UUID id, WebhooksTable.Change change, By by) {
        return ask(SHARD, connection -> WebhooksTable.change(connection, id, change))
                .thenApply(changed -> {
                    changed.ifPresent(row -> tell("webhook.changed", id, by, details(change)));
                    return changed;
                });
    }

    private static Map<String, String> details(WebhooksTable.Change change) {
        Map<String, String> details = new HashMap<>();
        if (change.url() != null) {
            details.put("host", host(change.url()));
        }
        if (change.types() != null) {
            details.put("types", Integer.toString(change.types().size()));
        }
        if (change.allEvents() || change.eventIds() != null) {
            details.put(
                    "events",
                    change.allEvents()
                            ? "all"
                            : Integer.toString(change.eventIds().size()));
        }
        if (change.active() != null) {
            details.put("active", change.active().toString());
        }
        return details;
    }

    /** @return whether there was one */
    public CompletableFuture<Boolean> delete(UUID id, By by) {
        return ask(SHARD, connection -> WebhooksTable.delete(connection, id)).thenApply(deleted -> {
            if (deleted) {
                tell("webhook.deleted", id, by, Map.of());
            }
            return deleted;
        });
    }

    /** A new secret; the one before signs, too, for 24 hours. As it is then; empty: there is none. */
    public CompletableFuture<Optional<WebhookRow>> rotate(UUID id, WebhookSecret secret, By by) {
        byte[] sealed = secrets.seal(id, secret);
        return ask(SHARD, connection -> {
            if (WebhooksTable.rotate(connection, id, sealed, secret.id())) {
                tell("webhook.secret_rotated", id, by, Map.of());
            }
            return WebhooksTable.find(connection, id);
        });
    }

    /** Sends {@code webhook.test} now, also to one that is switched off; empty: there is none. */
    public CompletableFuture<Optional<Tested>> test(UUID id) {
        return testMessages.send(id);
    }

    /** What became of a message that is to be sent again. */
    public record Retried(boolean webhookFound, boolean active, Optional<WebhookDeliveryRow> delivery) {}

    /** Sends a message again, whatever came of it; not of a webhook that is switched off. */
    public CompletableFuture<Retried> retry(UUID webhookId, UUID deliveryId, By by) {
        return ask(SHARD, connection -> WebhooksTable.find(connection, webhookId))
                .thenCompose(found -> {
                    if (found.isEmpty() || !found.get().active()) {
                        return CompletableFuture.completedFuture(
                                new Retried(found.isPresent(), false, Optional.empty()));
                    }
                    return retryAnywhere(webhookId, deliveryId, 0).thenApply(delivery -> {
                        delivery.ifPresent(row -> tell(
                                "webhook.delivery_retried",
                                webhookId,
                                by,
                                Map.of("delivery", row.id().toString())));
                        return new Retried(true, true, delivery);
                    });
                });
    }

    /** The id does not tell which database has it. */
    private CompletableFuture<Optional<WebhookDeliveryRow>> retryAnywhere(UUID webhookId, UUID deliveryId, int shard) {
        if (shard == Shards.COUNT) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return ask(
                        shard,
                        connection -> inTransaction(connection, () -> {
                            Optional<WebhookDeliveryRow> row =
                                    WebhookDeliveriesTable.retry(connection, webhookId, deliveryId);
                            if (row.isPresent()) {
                                WebhookLanesTable.open(
                                        connection,
                                        List.of(new WebhookLanesTable.Lane(
                                                webhookId, row.get().eventId())));
                            }
                            return row;
                        }))
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(found)
                        : retryAnywhere(webhookId, deliveryId, shard + 1));
    }

    /** Switches one off that does not take what it is told. Blocks. */
    boolean switchOff(UUID id, String reason) throws SQLException {
        try (Connection connection = shards.writer(SHARD).getConnection()) {
            boolean switched = WebhooksTable.switchOff(connection, id, reason);
            if (switched) {
                audit.accept(new AuditEntry(
                        clock.getAsLong(),
                        null,
                        "system",
                        null,
                        "webhook.switched_off",
                        "webhook",
                        id,
                        Map.of("reason", reason)));
            }
            return switched;
        }
    }

    private void tell(String action, UUID id, By by, Map<String, String> details) {
        audit.accept(
                new AuditEntry(clock.getAsLong(), by.admin(), "admin", by.requestId(), action, "webhook", id, details));
    }

    /** Path and query of a URL may hold a secret. */
    private static String host(String url) {
        return WebhookUrl.hostOf(URI.create(url));
    }

    private <T> CompletableFuture<T> ask(int shard, Query<T> query) {
        return Query.on(shards.writer(shard), threads.apply(shard), query);
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.run();
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException failed) {
            connection.rollback();
            throw failed;
        }
    }
}
