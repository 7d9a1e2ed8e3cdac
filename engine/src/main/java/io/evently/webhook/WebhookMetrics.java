package io.evently.webhook;

import io.evently.database.Shards;
import io.evently.tables.message.WebhookDeliveriesTable.Attempt;
import io.evently.tables.message.WebhookDeliveryRow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How webhooks fare, as a node knows it that tells those of a database; a gauge is not a number elsewhere. */
final class WebhookMetrics {

    /** Webhooks with a series of their own; those that are made and deleted again and again must not be more. */
    private static final int MOST_SERIES = 200;

    private static final String ATTEMPTS = "evently.webhooks.attempts";

    private record Queue(long messages, double oldest) {}

    private final MeterRegistry registry;
    private final AtomicReferenceArray<Queue> queues = new AtomicReferenceArray<>(Shards.COUNT);
    private final AtomicReferenceArray<Integer> setAside = new AtomicReferenceArray<>(Shards.COUNT);
    private final Map<UUID, Counter> failures = new ConcurrentHashMap<>();
    private final Counter delivered;
    private final Counter failed;
    private final Counter givenUp;
    private final Counter switchedOff;

    WebhookMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (int number = 0; number < Shards.COUNT; number++) {
            int shard = number;
            String tag = Integer.toString(shard);
            Gauge.builder("evently.webhooks.waiting", () -> {
                        Queue queue = queues.get(shard);
                        return queue == null ? Double.NaN : queue.messages();
                    })
                    .description("Messages to webhooks that have not arrived yet")
                    .tag("shard", tag)
                    .register(registry);
            Gauge.builder("evently.webhooks.oldest", () -> {
                        Queue queue = queues.get(shard);
                        return queue == null ? Double.NaN : queue.oldest();
                    })
                    .description("How long the first message to a webhook has been due")
                    .baseUnit("seconds")
                    .tag("shard", tag)
                    .register(registry);
            Gauge.builder("evently.webhooks.set.aside", () -> {
                        Integer events = setAside.get(shard);
                        return events == null ? Double.NaN : events;
                    })
                    .description("Events of which webhooks are told nothing until their records can be read")
                    .tag("shard", tag)
                    .register(registry);
        }
        this.delivered = attempts("delivered");
        this.failed = attempts("failed");
        this.givenUp = Counter.builder("evently.webhooks.given.up")
                .description("Messages to webhooks that are not tried again")
                .register(registry);
        this.switchedOff = Counter.builder("evently.webhooks.switched.off")
                .description("Webhooks that were switched off because they did not take what they were told")
                .register(registry);
    }

    private Counter attempts(String outcome) {
        return Counter.builder(ATTEMPTS)
                .description("Messages sent to webhooks")
                .tag("outcome", outcome)
                .register(registry);
    }

    void noted(List<Attempt> attempts) {
        for (Attempt attempt : attempts) {
            if (attempt.status().equals(WebhookDeliveryRow.DELIVERED)) {
                delivered.increment();
            } else {
                failed.increment();
                ofWebhook(attempt.webhookId()).increment();
                if (attempt.status().equals(WebhookDeliveryRow.FAILED)) {
                    givenUp.increment();
                }
            }
        }
    }

    private Counter ofWebhook(UUID webhook) {
        Counter known = failures.get(webhook);
        if (known != null) {
            return known;
        }
        return failures.size() < MOST_SERIES
                ? failures.computeIfAbsent(webhook, id -> failures(id.toString()))
                : failures("others");
    }

    private Counter failures(String webhook) {
        return Counter.builder("evently.webhooks.failures")
                .description("Attempts to tell a webhook that failed")
                .tag("webhook", webhook)
                .register(registry);
    }

    void switchedOff() {
        switchedOff.increment();
    }

    void waiting(int shard, long messages, double oldestSeconds) {
        queues.set(shard, new Queue(messages, oldestSeconds));
    }

    void forget(int shard) {
        queues.set(shard, null);
    }

    void setAside(int shard, int events) {
        setAside.set(shard, events);
    }

    void forgetSetAside(int shard) {
        setAside.set(shard, null);
    }
}
