package io.evently.http.access;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One limit for each client address. Who has an IPv6 address has the 2^64 of its network, so that counts as one caller;
 * and as many are given 256 or 65,536 networks at once (/56, /48: RIPE-690), these have a budget, too. It is larger,
 * because some providers have many customers in one.
 */
public final class AddressLimit {

    /** Callers kept of each kind: 50,000 are 15 MB. */
    private static final int MOST = 50_000;

    private static final int MOST_WIDE = 10_000;
    static final int BUDGET_OF_56 = 4;
    static final int BUDGET_OF_48 = 16;
    private static final int BITS = 64;

    private final TokenBuckets<Object> callers;
    private final TokenBuckets<Long> networks56;
    private final TokenBuckets<Long> networks48;

    public AddressLimit(int requests, Duration period, LongSupplier nanoTime) {
        callers = new TokenBuckets<>(requests, period, MOST, nanoTime);
        networks56 = new TokenBuckets<>(BUDGET_OF_56 * requests, period, MOST_WIDE, nanoTime);
        networks48 = new TokenBuckets<>(BUDGET_OF_48 * requests, period, MOST_WIDE, nanoTime);
    }

    /** Takes one; returns 0, or in how many nanoseconds there will be one. What is refused costs the wider nothing. */
    public long take(InetAddress address) {
        Object caller = RateLimits.subscriberOf(address);
        long wait = callers.take(caller);
        if (wait == 0 && caller instanceof Long network) {
            wait = networks56.take(prefix(network, 56));
            return wait == 0 ? networks48.take(prefix(network, 48)) : wait;
        }
        return wait;
    }

    static long prefix(long network, int bits) {
        return network >>> (BITS - bits);
    }
}
