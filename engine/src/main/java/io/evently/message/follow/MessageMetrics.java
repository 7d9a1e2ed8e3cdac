package io.evently.message.follow;

import io.evently.database.Shards;
import io.evently.message.Cause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How far what people are told is behind, as a node knows it that follows a journal; a gauge is not a number elsewhere. */
final class MessageMetrics {

    private final AtomicReferenceArray<Double> lags = new AtomicReferenceArray<>(Shards.COUNT);
    private final AtomicReferenceArray<Integer> setAside = new AtomicReferenceArray<>(Shards.COUNT);
    private final Map<Cause, Counter> told = new EnumMap<>(Cause.class);
    private final List<Counter> failures = new ArrayList<>();
    private final Counter ownerless;

    MessageMetrics(MeterRegistry metrics) {
        for (int number = 0; number < Shards.COUNT; number++) {
            int shard = number;
            String tag = Integer.toString(shard);
            Gauge.builder("evently.messages.lag", () -> {
                        Double lag = lags.get(shard);
                        return lag == null ? Double.NaN : lag;
                    })
                    .description("Age of the oldest record of which not everybody was told")
                    .baseUnit("seconds")
                    .tag("shard", tag)
                    .register(metrics);
            Gauge.builder("evently.messages.set.aside", () -> {
                        Integer whose = setAside.get(shard);
                        return whose == null ? Double.NaN : whose;
                    })
                    .description("Events and users of whom people are told later")
                    .tag("shard", tag)
                    .register(metrics);
            failures.add(Counter.builder("evently.messages.failures")
                    .description("Steps that failed and are tried again")
                    .tag("shard", tag)
                    .register(metrics));
        }
        for (Cause cause : Cause.values()) {
            told.put(
                    cause,
                    Counter.builder("evently.messages.told")
                            .description("Messages written for somebody; written again after a crash, they count twice")
                            .tag("cause", cause.label())
                            .register(metrics));
        }
        ownerless = Counter.builder("evently.messages.ownerless")
                .description("Facts of which nobody could be told: what they are about is not in the tables")
                .register(metrics);
    }

    void lag(int shard, long millis) {
        lags.set(shard, millis / 1000.0);
    }

    void setAside(int shard, int whose) {
        setAside.set(shard, whose);
    }

    void told(Cause cause) {
        told.get(cause).increment();
    }

    void failed(int shard) {
        failures.get(shard).increment();
    }

    void ownerless(int facts) {
        ownerless.increment(facts);
    }

    void forget(int shard) {
        lags.set(shard, null);
        setAside.set(shard, null);
    }
}
