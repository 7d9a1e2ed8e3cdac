package io.evently.mail;

import io.evently.database.Shards;
import io.evently.tables.message.EmailOutboxTable.Figures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Mails in numbers. What waits is known to the node that sends those of a database; elsewhere it is not a number. */
final class MailMetrics {

    /** What became of an attempt. */
    enum Result {
        SENT,
        FAILED,
        BOUNCED,
        RETRIED
    }

    private final AtomicReferenceArray<Figures> figures = new AtomicReferenceArray<>(Shards.COUNT);
    private final List<Map<Result, Counter>> results = new ArrayList<>();
    private final Timer sendTime;
    private final Counter delivered;
    private final Counter bounced;

    MailMetrics(MeterRegistry metrics, String provider, Circuit circuit) {
        for (int number = 0; number < Shards.COUNT; number++) {
            int shard = number;
            String tag = Integer.toString(shard);
            Gauge.builder("evently.mail.waiting", () -> {
                        Figures known = figures.get(shard);
                        return known == null ? Double.NaN : known.waiting();
                    })
                    .description("Mails that are neither sent nor given up")
                    .tag("shard", tag)
                    .register(metrics);
            Gauge.builder("evently.mail.oldest", () -> {
                        Figures known = figures.get(shard);
                        return known == null ? Double.NaN : known.oldestMillis() / 1000.0;
                    })
                    .description("How long the mail has waited that waits longest")
                    .baseUnit("seconds")
                    .tag("shard", tag)
                    .register(metrics);
            Map<Result, Counter> ofShard = new EnumMap<>(Result.class);
            for (Result result : Result.values()) {
                ofShard.put(
                        result,
                        Counter.builder("evently.mail.attempts")
                                .description("Mails that were sent, given up, refused for their address, or put off")
                                .tag("provider", provider)
                                .tag("result", result.name().toLowerCase(Locale.ROOT))
                                .tag("shard", tag)
                                .register(metrics));
            }
            results.add(ofShard);
        }
        Gauge.builder("evently.mail.provider.paused", () -> circuit.isOpen() ? 1 : 0)
                .description("Whether this node's mails wait for their provider")
                .tag("provider", provider)
                .register(metrics);
        sendTime = Timer.builder("evently.mail.send")
                .description("How long the provider took for a mail")
                .tag("provider", provider)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(metrics);
        delivered = reported(metrics, "delivered");
        bounced = reported(metrics, "bounced");
    }

    private static Counter reported(MeterRegistry metrics, String event) {
        return Counter.builder("evently.mail.reports")
                .description("What the provider told of mails after it had taken them")
                .tag("event", event)
                .register(metrics);
    }

    void known(int shard, Figures now) {
        figures.set(shard, now);
    }

    void forget(int shard) {
        figures.set(shard, null);
    }

    void count(int shard, Result result) {
        results.get(shard).get(result).increment();
    }

    void took(Duration time) {
        sendTime.record(time);
    }

    void reported(int arrived, int came) {
        delivered.increment(arrived);
        bounced.increment(came);
    }
}
