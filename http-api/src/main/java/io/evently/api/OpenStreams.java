package io.evently.api;

import io.evently.http.RateLimits;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts open streams, on this node and from each address; bounded by the streams there may be. Thread-safe. */
final class OpenStreams {

    private final int most;
    private final int mostPerAddress;
    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentHashMap<Object, Integer> perAddress = new ConcurrentHashMap<>();

    OpenStreams(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    int count() {
        return all.get();
    }

    boolean isFull() {
        return all.get() >= most;
    }

    /** Whether one caller has as many as one may have. */
    boolean isFull(InetAddress address) {
        return perAddress.getOrDefault(RateLimits.subscriberOf(address), 0) >= mostPerAddress;
    }

    /** Counts one more, if there is room for it; if so, {@link #leave} must follow. */
    boolean enter(InetAddress address) {
        if (all.incrementAndGet() > most) {
            all.decrementAndGet();
            return false;
        }
        boolean[] entered = {false};
        perAddress.compute(RateLimits.subscriberOf(address), (caller, open) -> {
            int already = open == null ? 0 : open;
            entered[0] = already < mostPerAddress;
            return entered[0] ? already + 1 : open;
        });
        if (!entered[0]) {
            all.decrementAndGet();
        }
        return entered[0];
    }

    void leave(InetAddress address) {
        perAddress.computeIfPresent(RateLimits.subscriberOf(address), (caller, open) -> open == 1 ? null : open - 1);
        all.decrementAndGet();
    }
}
