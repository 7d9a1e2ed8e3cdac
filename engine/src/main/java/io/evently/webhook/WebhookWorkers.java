package io.evently.webhook;

import io.evently.audit.AuditEntry;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.worker.ShardWorker;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's part in webhooks: what follows the journals, what sends, and what admins ask for. */
public final class WebhookWorkers {

    private static final Logger log = LoggerFactory.getLogger(WebhookWorkers.class);

    /** Messages that may wait for one webhook: an integrator who was away for a day of a million bookings. */
    private static final int MOST_WAITING = 1_000_000;

    private static final int MOST_REQUESTS_WAITING = 64;

    private WebhookWorkers() {}

    /**
     * Starts the processes for each database, on some node of the cluster. Every node of the cluster calls it once.
     *
     * @param rush whether bookings need this node's processors
     * @param audit is told what was done; never blocks
     * @param clock microseconds since 1970
     */
    public static Webhooks start(
            ActorSystem<?> system,
            Shards shards,
            WebhookSecrets secrets,
            WebhookAddresses addresses,
            WebhookClient client,
            BooleanSupplier rush,
            Consumer<AuditEntry> audit,
            LongSupplier clock,
            MeterRegistry registry) {
        DatabaseThreads requests = new DatabaseThreads("webhook-requests", 1, MOST_REQUESTS_WAITING);
        DatabaseThreads work = new DatabaseThreads("webhooks", 1, 2);
        DatabaseThreads following = new DatabaseThreads("webhook-follower", 1, 2);
        system.getWhenTerminated().thenRun(() -> {
            requests.close();
            work.close();
            following.close();
            addresses.close();
        });
        WebhookMetrics metrics = new WebhookMetrics(registry);
        Subscriptions subscriptions = new Subscriptions(shards.writer(0), secrets);
        Webhooks webhooks = new Webhooks(shards, requests, secrets, addresses, client, subscriptions, audit, clock);
        ShardWorker.start(
                system,
                "webhook-follower",
                following,
                shard -> new WebhookFollower(
                        shard, shards.writer(shard), subscriptions, new SaleRest(rush, System::nanoTime), metrics));
        WebhookSender.SwitchOff switchOff = (id, reason) -> switchOff(webhooks, id, reason, metrics);
        ShardWorker.start(
                system,
                "webhooks",
                work,
                shard -> new WebhookSender(
                        shard,
                        shards.writer(shard),
                        work.apply(shard),
                        subscriptions,
                        client,
                        switchOff,
                        new Housekeeping(
                                shard,
                                shards.writer(shard),
                                subscriptions,
                                switchOff,
                                metrics,
                                MOST_WAITING / Shards.COUNT),
                        new SaleRest(rush, System::nanoTime),
                        metrics,
                        new RetryTimes(() -> ThreadLocalRandom.current().nextDouble())));
        return webhooks;
    }

    private static void switchOff(Webhooks webhooks, UUID id, String reason, WebhookMetrics metrics)
            throws SQLException {
        if (webhooks.switchOff(id, reason)) {
            metrics.switchedOff();
            log.warn("Webhook {} is switched off: {}", id, reason);
        }
    }
}
