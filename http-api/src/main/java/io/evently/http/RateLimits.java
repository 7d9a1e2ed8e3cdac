package io.evently.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often one caller may ask, on this node: {@value #PER_ADDRESS} requests per second from one address without a
 * valid token, {@value #PER_USER} per second with one. A caller may save up one second's worth.
 */
public final class RateLimits {

    private static final int PER_ADDRESS = 100;
    private static final int PER_USER = 50;

    /**
     * Buckets kept per kind. An idle bucket is full again after a second, so losing it changes nothing; only somebody
     * with more addresses than this could gain by it, and he has won already.
     */
    private static final int MOST_BUCKETS = 100_000;

    private final boolean on;
    private final LongSupplier nanoTime;
    private final Cache<Object, Bucket> addresses = buckets();
    private final Cache<UUID, Bucket> users = buckets();

    /** Limits, or none when switched off (for load tests, or behind a gateway that limits). */
    public RateLimits(boolean on) {
        this(on, System::nanoTime);
    }

    RateLimits(boolean on, LongSupplier nanoTime) {
        this.on = on;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a request without a valid token.
     *
     * @throws Problem 429 when there were too many
     */
    void countAnonymous(InetAddress address) {
        if (on) {
            consume(addresses.get(subscriberOf(address), a -> bucket(PER_ADDRESS)), PER_ADDRESS);
        }
    }

    /**
     * Counts a request of a user.
     *
     * @throws Problem 429 when there were too many
     */
    void count(Principal principal) {
        if (on) {
            consume(users.get(principal.userId(), u -> bucket(PER_USER)), PER_USER);
        }
    }

    private static void consume(Bucket bucket, int perSecond) {
        if (bucket.tryConsume(1)) {
            return;
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1;
            throw Problem.of(
                            ErrorCode.RATE_LIMITED,
                            "At most " + perSecond + " requests per second are answered; wait before asking again.")
                    .retryAfter((int) seconds);
        }
    }

    /** Who counts as one caller: who has an IPv6 address has 2^64 of them, so it is the network. */
    public static Object subscriberOf(InetAddress address) {
        return address instanceof Inet6Address
                ? ByteBuffer.wrap(address.getAddress()).getLong()
                : address;
    }

    private Bucket bucket(int perSecond) {
        return Bucket.builder()
                .withCustomTimePrecision(new MonotonicTime(nanoTime))
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
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

    /** Tidied up by whoever asks: a hand-off to another thread would cost more than the tidying. */
    private static <K> Cache<K, Bucket> buckets() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_BUCKETS)
                .expireAfterAccess(Duration.ofMinutes(1))
                .executor(Runnable::run)
                .build();
    }
}
