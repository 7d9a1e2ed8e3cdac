package io.evently.routes;

import io.evently.http.access.AddressCounts;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts open streams, on this node and from each address; bounded by the streams there may be. Thread-safe. */
final class OpenStreams {

    private final int most;
    private final AtomicInteger all = new AtomicInteger();
    private final AddressCounts perAddress;

    OpenStreams(int most, int mostPerAddress) {
        this.most = most;
        this.perAddress = new AddressCounts(mostPerAddress);
    }

    int count() {
        return all.get();
    }

    boolean isFull() {
        return all.get() >= most;
    }

    /** Whether one caller has as many as one may have. */
    boolean isFull(InetAddress address) {
        return perAddress.isFull(address);
    }

    /** Counts one more, if there is room for it; if so, {@link #leave} must follow. */
    boolean enter(InetAddress address) {
        if (all.incrementAndGet() > most) {
            all.decrementAndGet();
            return false;
        }
        boolean entered = perAddress.enter(address);
        if (!entered) {
            all.decrementAndGet();
        }
        return entered;
    }

    void leave(InetAddress address) {
        perAddress.leave(address);
        all.decrementAndGet();
    }
}
