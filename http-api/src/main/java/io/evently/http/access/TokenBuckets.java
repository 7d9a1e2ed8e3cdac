package io.evently.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One limit for each caller of a kind: so many requests at once, and as many again, evenly, in each period. Some 300
 * bytes a caller. An idle bucket is full again after a period, so losing it changes nothing.
 */
final class TokenBuckets<K> {

    private final Bandwidth bandwidth;
    private final TimeMeter time;
    private final Cache<K, Bucket> buckets;

    /** @param most callers kept; only somebody who has more addresses than this gains by it, and he has won already */
    TokenBuckets(int requests, Duration period, int most, LongSupplier nanoTime) {
        this.bandwidth = Bandwidth.builder()
                .capacity(requests)
                .refillGreedy(requests, period)
                .build();
        this.time = new MonotonicTime(nanoTime);
        // Tidied up by whoever asks: a hand-off to another thread would cost more than the tidying.
        this.buckets = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(period.plusMinutes(1))
                .executor(Runnable::run)
                .build();
    }

    /** Takes one; returns 0, or in how many nanoseconds there will be one. */
    long take(K caller) {
        Bucket bucket = buckets.get(caller, this::full);
        if (bucket.tryConsume(1)) {
            return 0;
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
    }

    private Bucket full(K caller) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(bandwidth)
                .build();
    }

    /** What passes between two requests; the wall clock does not count. */
    private record MonotonicTime(LongSupplier nanoTime) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
